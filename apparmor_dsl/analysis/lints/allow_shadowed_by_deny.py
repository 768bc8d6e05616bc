"""Everything that a rule permits is refused by others: it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.redundancy import Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules that permit nothing because of a deny, or of a rule of a higher priority."""
    for found in profile.uses:
        if found.use is not Use.SHADOWED:
            continue
        denies = found.by[0] if found.by else None
        by = f": `{rule_text(denies.written)}` wins" if denies else ""
        yield LINT.found(
            f"`{rule_text(found.rule.written)}` permits nothing in `{profile.profile.name}`{by}",
            profile.place(found.rule),
            labels=tuple(label for other in found.by for label in profile.labels(other, "this refuses it")),
            help="a `deny` wins over every allow of the same priority; make it narrower, or take the rule away",
        )
