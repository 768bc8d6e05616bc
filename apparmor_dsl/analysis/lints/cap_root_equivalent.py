"""A capability that is as good as root is permitted, and no comment says why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.comments import is_explained
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import programs
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide, permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.capability import capability_bit

LINT = Lint(__name__, Severity.WARNING, Group.security)

_GIVES: Final = {
    "sys_module": "loads code into the kernel",
    "sys_rawio": "reaches memory and ports of the machine",
    "mac_admin": "loads policy, its own too",
    "mac_override": "overrides policy",
    "sys_admin": "does nearly all that root does",
    "sys_ptrace": "takes over programs of root",
    "bpf": "loads programs into the kernel",
    "dac_override": "writes every file that the profile permits, whoever owns it",
}
"""What whoever holds it can do. Source: capabilities(7)."""

_COMMON: Final = frozenset({"dac_override"})
"""What the profile's own file rules hold within bounds."""

_LOADERS: Final = frozenset({"kmod", "modprobe", "insmod", "depmod", "systemd-modules-load"})
"""Programs that are there to load modules."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text without a comment behind or right above them."""
    for resolved in profile.rules(ast.CapabilityRule):
        rule = resolved.rule
        if not isinstance(rule, ast.CapabilityRule) or resolved.access_type == "deny":
            continue
        held = [name for name in _GIVES if name in rule.names and _is_held(name, profile) and not _shows(name, profile)]
        if not held or not profile.is_written_here(resolved) or is_explained(resolved, profile.file.policy):
            continue
        yield LINT.found(
            f"`{profile.profile.name}` may use `{held[0]}`, which {_GIVES[held[0]]}, and nothing says why",
            resolved.span,
            help="say in a comment what needs it, or take it away",
            severity=Severity.NOTICE if all(_is_bounded(name, profile) for name in held) else Severity.WARNING,
        )


def _shows(name: str, profile: LintedProfile) -> bool:
    """Whether the profile itself shows what the capability is for: mounts that it names, modules that it loads."""
    if name == "sys_module":
        return not _LOADERS.isdisjoint(programs(profile))
    mounts = profile.rules(ast.MountRule, ast.UmountRule, ast.RemountRule, ast.PivotRootRule)
    own = (rule for rule in mounts if profile.is_written_here(rule) and rule.access_type != "deny")
    return name == "sys_admin" and not permits_all_files(profile.profile) and any(not is_wide(one.rule) for one in own)


def _is_bounded(name: str, profile: LintedProfile) -> bool:
    """Whether other rules of the profile hold it within bounds: those of files, and those of tracing."""
    return name in _COMMON or (name == "sys_ptrace" and not _traces_others(profile))


def _traces_others(profile: LintedProfile) -> bool:
    if not profile.system.features.supports("ptrace"):
        return True
    return any(
        rule.access_type != "deny"
        and (
            isinstance(rule.rule, ast.AllRule)
            or (
                isinstance(rule.rule, ast.PtraceRule)
                and (not rule.rule.access or "trace" in rule.rule.access)
                and rule.rule.peer != profile.profile.name
            )
        )
        for rule in profile.rules(ast.PtraceRule, ast.AllRule)
    )


def _is_held(name: str, profile: LintedProfile) -> bool:
    return bool(profile.model.capabilities.allow & capability_bit(name, profile.system))
