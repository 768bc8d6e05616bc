"""Which texts of a rule are globs: paths, labels and addresses that a compiled policy matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.file import EVERY_PATH
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded, local_name
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile


def globs(rule: ast.Rule) -> Iterator[str]:
    """The globs of a rule whose variables are expanded."""
    found: tuple[str | None, ...]
    match rule:
        case ast.FileRule():
            found = (rule.path or EVERY_PATH, rule.link_target)
        case ast.LinkRule():
            found = (rule.path, rule.target)
        case ast.ChangeProfileRule():
            found = (rule.target, rule.exec)
        case ast.MountRule():
            found = (rule.source, rule.mountpoint, *_filesystems(rule.conditions))
        case ast.RemountRule() | ast.UmountRule():
            found = (rule.mountpoint, *_filesystems(rule.conditions))
        case ast.PivotRootRule():
            found = (rule.old_root, rule.new_root)
        case ast.DbusRule():
            found = (rule.bus, rule.path, rule.interface, rule.member, rule.name, rule.peer.name, rule.peer.label)
        case ast.UnixRule():
            found = (rule.local.addr, rule.local.label, rule.peer.addr, rule.peer.label)
        case ast.SignalRule() | ast.PtraceRule():
            found = (rule.peer,)
        case ast.MqueueRule():
            found = (rule.name, rule.label)
        case ast.IoUringRule():
            found = (rule.label,)
        case ast.NetworkRule():
            # Its labels are read where the kernel mediates them; no features file we know of does.
            found = (rule.local.interface, rule.peer.interface)
        case ast.AllRule() | ast.CapabilityRule() | ast.RlimitRule() | ast.UsernsRule():
            found = ()
        case _:
            assert_never(rule)
    return (text for text in found if text is not None)


def bad_glob(rule: ast.Rule) -> tuple[str, BadPattern] | None:
    """The first glob of the rule that is none, and why."""
    is_path = isinstance(rule, ast.FileRule | ast.LinkRule)
    for glob in globs(rule):
        found = pattern(folded(glob) if is_path else glob)
        if isinstance(found, BadPattern):
            return glob, found
    return None


def bad_head(profile: ResolvedProfile) -> tuple[str, BadPattern] | None:
    """What a profile attaches to, or where it attaches to nothing its name, where that is no glob."""
    for glob in (profile.attachment or local_name(profile.name), *profile.other_attachments):
        found = pattern(folded(glob))
        if isinstance(found, BadPattern):
            return glob, found
    return None


def _filesystems(conditions: tuple[ast.MountCondition, ...]) -> tuple[str, ...]:
    return tuple(value for condition in conditions if condition.name == "fstype" for value in condition.values)
