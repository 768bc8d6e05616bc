"""A path is spelled out for which the distribution has a variable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.maintenance, by_default=False)

_VARIABLES: Final = (
    ("/home/*/", "HOME", "@{HOME}/"),
    ("/home/**", "HOMEDIRS", "@{HOMEDIRS}/**"),
    ("/proc/", "PROC", "@{PROC}/"),
    ("/run/", "run", "@{run}/"),
    ("/sys/", "sys", "@{sys}/"),
    ("/usr/share/", "system_share_dirs", "@{system_share_dirs}/"),
)
"""Beginnings of paths, the variable that has them, and how it is written. Source: the tunables of AppArmor 3.0.8."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules that begin with a value of a variable that the file can use."""
    for resolved in profile.rules(ast.FileRule):
        written = resolved.written
        if not isinstance(written, ast.FileRule) or written.path is None or not profile.is_own(resolved):
            continue
        for beginning, name, instead in _VARIABLES:
            if written.path.startswith(beginning) and name in profile.policy.variables:
                yield LINT.found(
                    f"`{written.path}` spells out what `@{{{name}}}` has",
                    resolved.span,
                    help=f"write `{instead}{written.path.removeprefix(beginning)}`",
                )
                break
