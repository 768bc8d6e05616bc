"""Other rules of the profile say everything that a rule says."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.edits import take_away
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.analysis.lint.words import said
from apparmor_dsl.analysis.redundancy import RuleUse, Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.maintenance, of_parts=Severity.NOTICE)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text that are covered by others of it."""
    redundant = {id(found.rule) for found in profile.uses if found.use is Use.REDUNDANT}
    for found in profile.uses:
        rule = found.rule
        if found.use is Use.REDUNDANT and rule.span and _is_covered_here(found, profile, redundant):
            yield LINT.found(
                f"`{rule_text(rule.written)}` is covered by {said(found.by)}",
                rule.span,
                labels=tuple(label for by in found.by for label in profile.labels(by, "it is said here")),
                help="take it away: the compiled policy stays the same",
                fix=take_away(rule.span, safe=True),
            )


def _is_covered_here(found: RuleUse, profile: LintedProfile, redundant: set[int]) -> bool:
    if not found.by or any(not profile.is_written_here(by) or is_wide(by.rule) for by in found.by):
        return False
    if not mounts.are_alike(found.rule.rule, (by.rule for by in found.by)):
        return False  # a parser since 4.0 would miss it
    if any(by.written == found.rule.written for by in found.by):
        return False  # `duplicate-rule` says so
    if any(by.priority > found.rule.priority for by in found.by):
        return False  # `priority-shadow` says so
    # Of two that cover each other the first one stays.
    return all(_order(by) < _order(found.rule) for by in found.by if id(by) in redundant)


def _order(rule: ResolvedRule) -> int:
    return rule.span.start if rule.span else 0
