"""A program is executed without any profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.analysis.lint.edits import relettered
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import shown, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Fix, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)
_MORE: Final = (", and the next rule another program", ", and the next {} rules other programs")


@frozen
class _Executed:
    """A rule, a program that it has executed so, and how."""

    rule: ResolvedRule
    path: str
    how: Transition


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Each rule that has a program executed so. `PUx` and `CUx` do it only where there is no profile: a notice."""
    if profile.model.flags.mode == "unconfined":
        return
    found = [one for rule in profile.rules(ast.FileRule) if (one := _executed(profile, rule)) is not None]
    for group in _lists(found):
        yield _finding(profile, group)


def _finding(profile: LintedProfile, group: Sequence[_Executed]) -> Diagnostic:
    rule, how = group[0].rule, group[0].how
    always = how.kind == "unconfined"
    where = "unconfined" if always else "unconfined where it has no profile"
    scrubbed = ", with an environment that may have code loaded into it" if how.unsafe else ""
    more = _MORE[0] if len(group) == 2 else _MORE[1].format(len(group) - 1) if len(group) > 1 else ""
    return LINT.found(
        f"`{profile.profile.name}` executes `{group[0].path}` {where}{scrubbed}{more}",
        profile.place(rule),
        labels=way(profile, rule, "has it executed so"),
        help=_way_out(rule.rule, how),
        fix=_scrubbed(group) if how.unsafe else None,
        severity=Severity.WARNING if always or how.unsafe else Severity.NOTICE,
    )


def _lists(found: Sequence[_Executed]) -> Iterator[list[_Executed]]:
    """Rules on lines one below the other that say the same of several programs, together: one list, one decision."""
    group: list[_Executed] = []
    for one in found:
        if group and not _is_next(group[-1], one):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _is_next(one: _Executed, other: _Executed) -> bool:
    before, after = one.rule.span, other.rule.span
    if before is None or after is None or before.source is not after.source or one.how != other.how:
        return False
    return before.line <= after.line <= before.line + 1


def _executed(profile: LintedProfile, rule: ResolvedRule) -> _Executed | None:
    """A program that the rule has executed without a profile, where no other rule decides of it."""
    if not isinstance(rule.rule, ast.FileRule) or "u" not in (rule.rule.exec or "").lower():
        return None
    files = profile.sides[0]
    for place in files.places(rule, Walk(files.budget)):
        decided = files.decided.of_kinds(place.labels)
        for how in (decided.owner_exec, decided.other_exec):
            if how is not None and (how.kind == "unconfined" or how.unconfined_else):
                return _Executed(rule, shown(place.text), how)
    return None


def _scrubbed(group: Sequence[_Executed]) -> Fix | None:
    """All of the group with the environment cleared."""
    rules = [one.rule.written for one in group]
    fixes = [fix for rule in rules if isinstance(rule, ast.FileRule) and (fix := relettered(rule, _clearing))]
    return evolve(fixes[0], edits=tuple(edit for fix in fixes for edit in fix.edits)) if fixes else None


def _clearing(letters: str) -> str:
    """The same access with the environment cleared: `rpux` is `rPUx`."""
    return letters.replace("ux", "Ux").replace("pU", "PU").replace("cU", "CU")


def _way_out(rule: ast.Rule, how: Transition) -> str:
    if how.unsafe and isinstance(rule, ast.FileRule):
        return f"write `{_clearing(rule.exec or '')}` to clear the environment; better, `Px` and a profile for it"
    return "write `Px` and a profile for it, or `Cx` and a child profile"
