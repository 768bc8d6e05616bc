"""Rules as text: one `case` a kind, a module of the kind's name where a case is not enough."""

from typing import assert_never

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import words
from apparmor_dsl.language.emit.quoting import keyword, refuse
from apparmor_dsl.language.emit.rules.change_profile import change_profile_rule
from apparmor_dsl.language.emit.rules.dbus import dbus_rule
from apparmor_dsl.language.emit.rules.file import file_rule, link_rule
from apparmor_dsl.language.emit.rules.mount import mount_rule, remount_rule, umount_rule
from apparmor_dsl.language.emit.rules.mqueue import mqueue_rule
from apparmor_dsl.language.emit.rules.network import network_rule
from apparmor_dsl.language.emit.rules.pivot_root import pivot_root_rule
from apparmor_dsl.language.emit.rules.rlimit import rlimit_rule
from apparmor_dsl.language.emit.rules.unix import unix_rule


def rule_text(rule: ast.Rule) -> str:
    """The rule with its qualifiers and its comma, on one line."""
    ownership = rule.qualifiers.ownership
    if ownership and not isinstance(rule, ast.FileRule | ast.LinkRule):
        refuse(f"`{ownership}` is for file and link rules alone", f"leave out `{ownership}`")
    return " ".join([*words.qualifiers(rule.qualifiers), *_rule(rule)]) + ","


def _rule(rule: ast.Rule) -> words.Words:
    match rule:
        case ast.AllRule():
            return ["all"]
        case ast.CapabilityRule():
            return ["capability", *(keyword(name) for name in rule.names)]
        case ast.ChangeProfileRule():
            return change_profile_rule(rule)
        case ast.DbusRule():
            return dbus_rule(rule)
        case ast.FileRule():
            return file_rule(rule)
        case ast.IoUringRule():
            return ["io_uring", *words.access(rule.access), *words.condition("label", rule.label)]
        case ast.LinkRule():
            return link_rule(rule)
        case ast.MountRule():
            return mount_rule(rule)
        case ast.MqueueRule():
            return mqueue_rule(rule)
        case ast.NetworkRule():
            return network_rule(rule)
        case ast.PivotRootRule():
            return pivot_root_rule(rule)
        case ast.PtraceRule():
            return ["ptrace", *words.access(rule.access), *words.condition("peer", rule.peer)]
        case ast.RemountRule():
            return remount_rule(rule)
        case ast.RlimitRule():
            return rlimit_rule(rule)
        case ast.SignalRule():
            signals = words.condition_list("set", "=", rule.signals) if rule.signals else []
            return ["signal", *words.access(rule.access), *signals, *words.condition("peer", rule.peer)]
        case ast.UmountRule():
            return umount_rule(rule)
        case ast.UnixRule():
            return unix_rule(rule)
        case ast.UsernsRule():
            return ["userns", *words.access(rule.access)]
        case _:
            assert_never(rule)
