"""User namespaces may be made, in which the program is root over parts of the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """`userns,` in a profile that confines. Browsers and containers need it, so this is worth knowing only."""
    if profile.model.flags.mode == "unconfined":
        return
    for rule in profile.rules(ast.UsernsRule):
        if rule.access_type != "deny":
            yield LINT.found(
                f"`{profile.profile.name}` may make user namespaces, and hold every capability in them",
                profile.place(rule),
                labels=way(profile, rule, "permits it"),
                help="permit it to the one program that makes the sandbox, in a profile of its own",
            )
