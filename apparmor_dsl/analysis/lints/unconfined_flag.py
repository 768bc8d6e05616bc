"""A profile is there and confines nothing."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """`unconfined` and `default_allow`. With no rules but a stub's, a name is all that the profile is for: a notice."""
    flag = next((flag for flag in profile.profile.flags if flag in {"unconfined", "default_allow"}), None)
    if flag is None:
        return
    rules = [rule for rule in profile.rules() if not _is_of_a_stub(rule, profile)]
    few = f": its {len(rules)} rules refuse nothing" if len(rules) > 1 else ""
    yield LINT.found(
        f"`{profile.profile.name}` has the flag `{flag}`, and confines nothing{few}",
        profile.profile.span,
        help="take the flag away, or `complain` in its place while the rules are being found",
        severity=Severity.WARNING if rules else Severity.NOTICE,
    )


def _is_of_a_stub(resolved: ResolvedRule, profile: LintedProfile) -> bool:
    """Whether stubs have such rules: `userns,`, `all,`, a bare one, and one for the program itself."""
    match resolved.rule:
        case ast.UsernsRule() | ast.AllRule():
            return True
        case ast.FileRule(path=str(path)):
            return path == profile.profile.attachment or "@{exec_path}" in rule_text(resolved.written)
        case rule:
            return is_wide(rule)
