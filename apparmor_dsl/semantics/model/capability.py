"""`capability net_admin,`: which capabilities(7) a profile has, as sets of bits."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

NUMBERED: Final = (
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
)
"""In the order of their numbers. Source: linux/capability.h."""

EVERY: Final = (1 << 64) - 1
"""What `capability,` permits: also those that no kernel has yet."""

_ONCE_PART_OF: Final = {"perfmon": "sys_admin", "bpf": "sys_admin", "checkpoint_restore": "sys_admin"}
"""What a kernel that does not know the capability asks for in its place. Source: what 3.0.8 compiles for abi/3.0."""

_KNOWN: Final = "caps/mask"


def capabilities(profile: ResolvedProfile, system: System) -> Permissions:
    """The capabilities that the rules of the profile permit, bit by bit. A deny wins, whatever the priorities."""
    said = _Said()
    for rule in profile.rules:
        said = said.with_(rule, system)
    return Permissions(said.allow & ~said.deny, said.audit & said.allow & ~said.deny, said.quiet)


def capability_bit(name: str, system: System) -> int:
    """The bit of a capability, or of that which stood in its place in older kernels."""
    if not system.features.has(_KNOWN, name):
        name = _ONCE_PART_OF.get(name, name)
    return 1 << NUMBERED.index(name)


def determining(rules: tuple[ResolvedRule, ...], name: str, system: System) -> tuple[ResolvedRule, ...]:
    """The rules that say something of the capability."""
    bit = capability_bit(name, system)
    return tuple(rule for rule in rules if _bits(rule.rule, system) & bit)


@frozen
class _Said:
    allow: int = 0
    audit: int = 0
    deny: int = 0
    quiet: int = 0

    def with_(self, rule: ResolvedRule, system: System) -> _Said:
        """Together with what one more rule says."""
        bits = _bits(rule.rule, system)
        audited = bits if rule.audit else 0
        if rule.access_type != "deny":
            # Nobody is asked about a capability: `prompt` permits it.
            return _Said(self.allow | bits, self.audit | audited, self.deny, self.quiet)
        # A `deny all` mistakes whether it is quiet.
        quiet = audited if isinstance(rule.rule, ast.AllRule) else bits & ~audited
        return _Said(self.allow, self.audit, self.deny | bits, self.quiet | quiet)


def _bits(rule: ast.Rule, system: System) -> int:
    """The capabilities that a rule speaks of; rules of other kinds speak of none."""
    match rule:
        case ast.CapabilityRule(names):
            found = 0
            for name in names:
                found |= capability_bit(name, system)
            return found if names else EVERY
        case ast.AllRule():
            return EVERY
        case _:
            return 0
