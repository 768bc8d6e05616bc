"""The rule kinds: one file each, joined in one closed union."""

from apparmor_dsl.language.ast.rules.all import AllRule
from apparmor_dsl.language.ast.rules.capability import CapabilityRule
from apparmor_dsl.language.ast.rules.change_profile import ChangeProfileRule
from apparmor_dsl.language.ast.rules.dbus import DbusEndpoint, DbusRule
from apparmor_dsl.language.ast.rules.file import Environment, FileRule, LinkRule
from apparmor_dsl.language.ast.rules.io_uring import IoUringRule
from apparmor_dsl.language.ast.rules.mount import MountCondition, MountRule, RemountRule, UmountRule
from apparmor_dsl.language.ast.rules.mqueue import MqueueRule
from apparmor_dsl.language.ast.rules.network import NetworkEndpoint, NetworkRule
from apparmor_dsl.language.ast.rules.pivot_root import PivotRootRule
from apparmor_dsl.language.ast.rules.ptrace import PtraceRule
from apparmor_dsl.language.ast.rules.rlimit import RlimitRule
from apparmor_dsl.language.ast.rules.signal import SignalRule
from apparmor_dsl.language.ast.rules.unix import UnixEndpoint, UnixRule
from apparmor_dsl.language.ast.rules.userns import UsernsRule

Rule = (
    AllRule
    | CapabilityRule
    | ChangeProfileRule
    | DbusRule
    | FileRule
    | IoUringRule
    | LinkRule
    | MountRule
    | MqueueRule
    | NetworkRule
    | PivotRootRule
    | PtraceRule
    | RemountRule
    | RlimitRule
    | SignalRule
    | UmountRule
    | UnixRule
    | UsernsRule
)
"""Every rule that ends in a comma.

Closed on purpose: with `assert_never` mypy names each place that a new kind must visit.
"""

__all__ = [
    "AllRule",
    "CapabilityRule",
    "ChangeProfileRule",
    "DbusEndpoint",
    "DbusRule",
    "Environment",
    "FileRule",
    "IoUringRule",
    "LinkRule",
    "MountCondition",
    "MountRule",
    "MqueueRule",
    "NetworkEndpoint",
    "NetworkRule",
    "PivotRootRule",
    "PtraceRule",
    "RemountRule",
    "RlimitRule",
    "Rule",
    "SignalRule",
    "UmountRule",
    "UnixEndpoint",
    "UnixRule",
    "UsernsRule",
]
