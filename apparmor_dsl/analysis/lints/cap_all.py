"""Every capability is permitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.capability import capability_bit

LINT = Lint(__name__, Severity.WARNING, Group.security)

_WORST: Final = ("sys_module", "sys_rawio", "mac_admin", "sys_admin", "sys_ptrace", "dac_override")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Each bare `capability,`, unless the worst are refused. Beside a bare `file,`, as in containers, a notice."""
    held = [name for name in _WORST if profile.model.capabilities.allow & capability_bit(name, profile.system)]
    for rule in profile.rules(ast.CapabilityRule):
        if not held or rule.access_type == "deny" or rule.rule != ast.CapabilityRule(qualifiers=rule.rule.qualifiers):
            continue
        yield LINT.found(
            f"`{profile.profile.name}` may use every capability that no `deny` names, `{held[0]}` among them",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="name those that the program needs: `capability setuid setgid,`",
            severity=Severity.NOTICE if permits_all_files(profile.profile) else Severity.WARNING,
        )
