"""Before AppArmor 4.0 a mount rule permits more than what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.requests import MountRequest
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Expression, Text
from apparmor_dsl.semantics.model.mount_flags import Operation
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_MANY: Final = 20


@frozen
class _Overgrant:
    rule: ResolvedRule
    shown: MountRequest


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of propagation, remount, bind or move that permit a new mount, or a bind, which no other rule is about."""
    found = [
        _Overgrant(resolved, shown)
        for resolved in profile.rules(ast.MountRule, ast.RemountRule)
        if (shown := _more_than_meant(resolved, profile)) is not None
    ]
    groups: dict[object, list[_Overgrant]] = {}
    many = len([one for one in found if profile.is_written_here(one.rule)]) > _MANY
    for one in found:
        # Families of rules for many paths are one finding for each operation, and so is each included file.
        alike = mounts.meant(one.rule.rule) if many else one.rule.span
        groups.setdefault(alike if profile.is_written_here(one.rule) else _file(one.rule), []).append(one)
    yield from (_said(group, profile) for group in groups.values())


def _file(rule: ResolvedRule) -> str | None:
    return rule.span.source.name if rule.span is not None else None


def _more_than_meant(resolved: ResolvedRule, profile: LintedProfile) -> MountRequest | None:
    meant = mounts.meant(resolved.rule)
    if meant in {None, "new"} or resolved.access_type == "deny":
        return None
    others: tuple[tuple[Operation, Expression], ...] = (
        ("new", mounts.new_mounts(fstype=Text(b"proc"))),
        ("bind", mounts.binds()),
    )
    for operation, every in others:
        if operation == meant:
            continue
        shown = mounts.permitted_by(resolved, profile, every)
        if shown is not None and not any(
            mounts.meant(rule.rule) in {None, operation} for rule in mounts.rules_permitting(profile, shown)
        ):
            return shown
    return None


def _said(found: list[_Overgrant], profile: LintedProfile) -> Diagnostic:
    first = found[0]
    more = (f"{len(found) - 1} more rules are like it",) if len(found) > 1 else ()
    return LINT.found(
        f"for AppArmor before 4.0 `{rule_text(first.rule.written)}` permits {mounts.told(first.shown)} too",
        profile.place(first.rule),
        labels=profile.labels(first.rule, "this is the rule") if not profile.is_own(first.rule) else (),
        help=_way_out(first, profile),
        notes=more,
        severity=None if any(_is_wide(one.rule.rule) for one in found) else Severity.NOTICE,
    )


def _is_wide(rule: ast.Rule) -> bool:
    point = rule.mountpoint if isinstance(rule, ast.MountRule | ast.RemountRule) else ""
    return point is None or any(sign in point for sign in "*?[{")


def _way_out(found: _Overgrant, profile: LintedProfile) -> str:
    rule = found.rule.rule
    if isinstance(rule, ast.MountRule) and "rw" in mounts.options_of(rule):
        without = tuple(
            evolve(each, values=tuple(value for value in each.values if value not in {"rw", "w"}))
            for each in rule.conditions
        )
        entries = mounts.entries_of(evolve(rule, conditions=without), found.rule, profile)
        if not mounts.automaton_of(entries).matching(mounts.key_of(found.shown)):
            return "leave `rw` out: the rule permits the same of what it is about, and this no more"
    return "compile the policy with AppArmor 4.0 or newer"
