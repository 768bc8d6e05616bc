"""A capability that is as good as root is permitted, and no comment says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.comments import is_explained
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.capability import capability_bit

LINT = Lint(__name__, Severity.WARNING, Group.security)

_GIVES: Final = {
    "sys_module": "loads code into the kernel",
    "sys_rawio": "reaches memory and ports of the machine",
    "mac_admin": "loads policy, its own too",
    "mac_override": "overrides policy",
    "sys_admin": "mounts, and does nearly all that root does",
    "sys_ptrace": "takes over programs of root",
    "bpf": "loads programs into the kernel",
    "dac_override": "writes every file that the profile permits, whoever owns it",
}
"""What whoever holds it can do. Source: capabilities(7)."""

_COMMON: Final = frozenset({"dac_override"})
"""What the profile's own file rules hold within bounds."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text without a comment behind or right above them."""
    for resolved in profile.rules(ast.CapabilityRule):
        rule = resolved.rule
        if not isinstance(rule, ast.CapabilityRule) or resolved.access_type == "deny":
            continue
        held = [name for name in _GIVES if name in rule.names and _is_held(name, profile)]
        if not held or not profile.is_written_here(resolved) or is_explained(resolved, profile.file.policy):
            continue
        yield LINT.found(
            f"`{profile.profile.name}` may use `{held[0]}`, which {_GIVES[held[0]]}, and nothing says why",
            resolved.span,
            help="say in a comment what needs it, or take it away",
            severity=Severity.NOTICE if _COMMON.issuperset(held) else Severity.WARNING,
        )


def _is_held(name: str, profile: LintedProfile) -> bool:
    return bool(profile.model.capabilities.allow & capability_bit(name, profile.system))
