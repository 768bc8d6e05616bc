"""Through io_uring the program may act with credentials that are not its own."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules that permit it for credentials of any label; to have the kernel poll (`sqpoll`) is no harm."""
    for resolved in profile.rules(ast.IoUringRule):
        rule = resolved.rule
        if not isinstance(rule, ast.IoUringRule) or resolved.access_type == "deny" or rule.label is not None:
            continue
        if not rule.access or "override_creds" in rule.access:
            yield LINT.found(
                f"`{profile.profile.name}` may act through io_uring with the credentials of any other task",
                profile.place(resolved),
                labels=way(profile, resolved, "permits it"),
                help="permit `sqpoll` alone, or name the label whose credentials it takes",
                severity=Severity.NOTICE if permits_all_files(profile.profile) else Severity.WARNING,
            )
