"""Every socket of the machine may be talked to, whatever the profile at its other end."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.NOTICE, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules that let it connect or send without a name of the other end. Few kernels look, so a notice."""
    if permits_all_files(profile.profile):
        return
    for resolved in profile.rules(ast.UnixRule):
        rule = resolved.rule
        if not isinstance(rule, ast.UnixRule) or resolved.access_type == "deny":
            continue
        reaches = not rule.access or {"connect", "send"} & set(rule.access)
        if reaches and not rule.peer and not rule.local:
            yield LINT.found(
                f"`{rule_text(resolved.written)}` lets `{profile.profile.name}` talk to the sockets of every task",
                profile.place(resolved),
                labels=way(profile, resolved, "permits it"),
                help="name the other end: `peer=(label=NAME)` or `peer=(addr=@NAME)`",
            )
