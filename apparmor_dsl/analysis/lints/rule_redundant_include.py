"""What a profile includes says everything that a rule says."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.edits import take_away
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.words import said
from apparmor_dsl.analysis.redundancy import Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.WARNING, Group.maintenance, of_parts=Severity.NOTICE)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text that are covered by rules of which at least one is included."""
    for found in profile.uses:
        rule = found.rule
        if found.use is not Use.REDUNDANT or rule.span is None:
            continue
        included = [by for by in found.by if profile.brought_by(by)]
        if included and mounts.are_alike(rule.rule, (by.rule for by in found.by)):
            came_by = " and ".join(dict.fromkeys(f"`{profile.brought_by(by)[0].fragment}`" for by in included))
            yield LINT.found(
                f"`{rule_text(rule.written)}` is covered by {said(found.by)} from {came_by}",
                rule.span,
                labels=tuple(label for by in included for label in profile.labels(by, "it is said here")),
                help="take it away: the compiled policy stays the same, as long as the included file does",
                fix=take_away(rule.span, safe=True),
            )
