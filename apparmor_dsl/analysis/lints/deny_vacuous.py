"""A `deny` refuses what nothing permits."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from apparmor_dsl.analysis.lint.edits import take_away
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.analysis.redundancy import Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.NOTICE, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own denies that take nothing away. One that is audited does nothing at all.

    Of a whole class that is a guard, against what others may include later: a notice.
    """
    for found in profile.uses:
        rule = found.rule
        if rule.access_type != "deny" or rule.span is None:
            continue
        sides = [side for side in profile.sides if side.entries_of(rule)]
        capabilities = isinstance(rule.rule, ast.CapabilityRule) and found.use is Use.REDUNDANT
        if not capabilities and (not sides or not all(side.silences(rule) for side in sides)):
            continue
        text = rule_text(rule.written)
        if found.use is Use.REDUNDANT and not found.by:
            yield LINT.found(
                f"`{text}` does nothing: no rule permits any of it, and what is not permitted is logged anyway",
                rule.span,
                help="take it away: the compiled policy stays the same",
                fix=take_away(rule.span, safe=True),
                severity=Severity.NOTICE
                if is_wide(evolve(rule.rule, qualifiers=ast.Qualifiers()))
                else Severity.WARNING,
            )
        elif found.use is Use.EFFECTIVE:
            yield LINT.found(
                f"`{text}` only keeps the log quiet: no rule permits any of it",
                rule.span,
                help="where silence is meant, all is well; it takes nothing away",
            )
