"""Everything that a rule permits is refused by others: it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.redundancy import Use, refused
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness, of_parts=Severity.WARNING)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules that permit nothing because of a deny, or of a higher priority; and those that execute or write nothing."""
    for found in profile.uses:
        if found.use is Use.SHADOWED:
            yield _finding(profile, found.rule, "permits", found.by)
        elif refusing := refused(found, profile.sides[0]):
            yield _finding(profile, found.rule, *refusing)


def _finding(profile: LintedProfile, rule: ResolvedRule, does: str, refusing: tuple[ResolvedRule, ...]) -> Diagnostic:
    by = f": `{rule_text(refusing[0].written)}` wins" if refusing else ""
    return LINT.found(
        f"`{rule_text(rule.written)}` {does} nothing in `{profile.profile.name}`{by}",
        profile.place(rule),
        labels=tuple(label for other in refusing for label in profile.labels(other, "this refuses it")),
        help="a `deny` wins over every allow of the same priority; make it narrower, or take the rule away",
    )
