"""Some of what a rule permits is refused by a `deny`."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.redundancy import Use, refused
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.NOTICE, Group.correctness, of_parts=Severity.NOTICE)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules with a path on which a deny wins. An exception is often meant, so this is worth knowing only."""
    files = profile.sides[0]
    if not any(kind.mode == "deny" for kind in files.decided.kinds.values()):
        return
    for found in profile.uses:
        rule = found.rule
        if found.use is not Use.EFFECTIVE or rule.access_type == "deny" or refused(found, files):
            continue
        if not isinstance(rule.rule, ast.FileRule):
            continue
        place = files.refused(rule)
        denies = [
            entry.rule
            for entry in (files.decided.matching(place.text) if place else ())
            if entry.rule is not None and entry.kind.mode == "deny" and entry.kind.access & files.asked(rule)
        ]
        if place is None or not denies:
            continue
        shown = place.text.decode("utf-8", "backslashreplace")
        yield LINT.found(
            f"`{rule_text(rule.written)}` does not hold for `{shown}`: `{rule_text(denies[0].written)}` wins",
            profile.place(rule),
            labels=tuple(label for other in denies for label in profile.labels(other, "this refuses it")),
            help="where the exception is meant, all is well",
        )
