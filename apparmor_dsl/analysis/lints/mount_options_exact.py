"""`options=(...)` asks for exactly these flags, and no mount has them, or none that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.analysis.globs import matches
from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.mount_points import KERNEL_MOUNTS
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.requests import MountRequest
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.language.vocabulary.mount import CLEARING, PROPAGATION
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_BINDS: Final = ("bind", "rbind")
_TIMES: Final = frozenset({"noatime", "nodiratime", "relatime", "strictatime"})


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text whose options do not count, or are never together."""
    if not profile.system.features.supports("mount"):
        return
    seen: set[object] = set()
    for resolved in profile.rules(ast.MountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule) or not profile.is_own(resolved):
            continue
        options = mounts.options_of(rule)
        if not options or (rule.source is not None and rule.mountpoint is None):
            continue
        shape = _two_at_once(options)
        if shape is not None:
            yield LINT.found(f"`{rule_text(resolved.written)}`: {shape[0]}", profile.place(resolved), help=shape[1])
            continue
        for finding in _in_vain(resolved, rule, options, profile):
            # A family of rules for many paths is one finding.
            if (rule.conditions, finding.severity) not in seen:
                seen.add((rule.conditions, finding.severity))
                yield finding


def _two_at_once(options: tuple[str, ...]) -> tuple[str, str] | None:
    """`bind` and `make-private`: mount(2) does the first of them. A remount may come with any but `move`."""
    if "remount" in options:
        return None
    asked = [name for name in (*_BINDS, *PROPAGATION, "move") if name in options]
    if len(asked) < 2 or tuple(asked) == _BINDS:
        return None
    return f"`{asked[0]}` and `{asked[-1]}` are two calls of mount(2)", "write a rule for each of them"


def _in_vain(
    resolved: ResolvedRule, rule: ast.MountRule, options: tuple[str, ...], profile: LintedProfile
) -> Iterator[Diagnostic]:
    text = rule_text(resolved.written)
    bind = next((name for name in options if name in _BINDS), None)
    entries = profile.sides[1].entries_of(resolved)
    shown = mounts.example_of(entries)
    if shown is None or resolved.access_type == "deny":
        return
    flags = tuple(name for name in options if name not in CLEARING)
    if bind is not None and "remount" not in options:
        beside = tuple(name for name in flags if name not in _BINDS)
        plain = evolve(shown, flags=(bind,), fstype=None)
        if beside and mounts.automaton_of(entries).matching(mounts.key_of(plain)):
            yield LINT.found(
                f"`{text}` permits a bind without {_listed(beside)} as well: beside `{bind}` no other flag counts",
                profile.place(resolved),
                help=f"to a bind they are given by a second call: `mount options=(remount, bind, {', '.join(beside)}) "
                "-> ...,`",
            )
    elif bind is not None and not _TIMES & {*options}:
        timed = evolve(shown, flags=(*flags, "relatime"), source=None, fstype=None)
        if not mounts.is_permitted(profile, timed):
            yield LINT.found(
                f"`{text}` does not match {mounts.told(timed)}",
                profile.place(resolved),
                help="who remounts a bind passes the flags that the mount has, and most have `relatime`",
                severity=Severity.NOTICE,
            )
    elif rule.mountpoint is not None:
        yield from _unusual(resolved, rule, flags, profile)


def _unusual(
    resolved: ResolvedRule, rule: ast.MountRule, flags: tuple[str, ...], profile: LintedProfile
) -> Iterator[Diagnostic]:
    """A file system of the kernel with other flags than it is always mounted with."""
    types = mounts.fstypes_of(rule)
    for known in KERNEL_MOUNTS:
        if known.fstype in types and matches(rule.mountpoint or "", known.point) and {*flags} != {*known.flags}:
            usual = MountRequest(known.point, rule.source and known.fstype, known.fstype, known.flags)
            if not mounts.is_permitted(profile, usual):
                yield LINT.found(
                    f"`{rule_text(resolved.written)}` does not match {mounts.told(usual)}, as it is always mounted",
                    profile.place(resolved),
                    help="`options=` is exact; `options in (...)` permits any of them",
                    severity=Severity.NOTICE,
                )
                return


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
