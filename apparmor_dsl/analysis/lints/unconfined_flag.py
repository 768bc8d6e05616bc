"""A profile is there and confines nothing."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """`unconfined` and `default_allow`. Beside `userns,` alone they are what Ubuntu's stubs are for: a notice."""
    flag = next((flag for flag in profile.profile.flags if flag in {"unconfined", "default_allow"}), None)
    if flag is None:
        return
    rules = [rule for rule in profile.rules() if not isinstance(rule.rule, ast.UsernsRule)]
    few = f": its {len(rules)} rules refuse nothing" if len(rules) > 1 else ""
    yield LINT.found(
        f"`{profile.profile.name}` has the flag `{flag}`, and confines nothing{few}",
        profile.profile.span,
        help="take the flag away, or `complain` in its place while the rules are being found",
        severity=Severity.WARNING if rules else Severity.NOTICE,
    )
