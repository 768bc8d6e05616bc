"""What confines a program depends on which profiles are loaded."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with an exec mode of three letters: a profile, and what holds without it."""
    for resolved in profile.rules(ast.FileRule):
        rule = resolved.rule
        if not isinstance(rule, ast.FileRule) or rule.exec is None or len(rule.exec) < len("pix"):
            continue
        if not profile.is_own(resolved):
            continue
        falls = "in this profile" if rule.exec[1] in "iI" else "unconfined"
        yield LINT.found(
            f"without a profile of its own `{rule.path}` runs {falls}",
            resolved.span,
            help=f"write `{rule.exec[0]}x` where the profile belongs to the policy, and refuse what has none",
        )
