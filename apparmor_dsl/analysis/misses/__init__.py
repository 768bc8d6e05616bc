"""Why a rule does not permit what is asked, condition by condition."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis.misses import mount, sockets, tasks
from apparmor_dsl.language import ast


def reasons(rule: ast.Rule, request: ask.Request) -> tuple[str, ...] | None:
    """Each condition of the rule that does not hold; None where the rule is of another class."""
    found = _reasons(rule, request)
    return None if found is None else tuple(found)


def _reasons(rule: ast.Rule, request: ask.Request) -> Iterator[str] | None:
    match rule, request:
        case ast.MountRule() | ast.RemountRule(), ask.MountRequest():
            return mount.mounting(rule, request)
        case ast.UmountRule(), ask.UmountRequest():
            return mount.unmounting(rule, request)
        case ast.PivotRootRule(), ask.PivotRootRequest():
            return mount.pivoting(rule, request)
        case ast.NetworkRule(), ask.NetworkRequest():
            return sockets.network(rule, request)
        case ast.UnixRule(), ask.UnixRequest():
            return sockets.unix(rule, request)
        case ast.SignalRule(), ask.SignalRequest():
            return tasks.signal(rule, request)
        case ast.PtraceRule(), ask.PtraceRequest():
            return tasks.ptrace(rule, request)
        case ast.ChangeProfileRule(), ask.ChangeProfileRequest():
            return tasks.change_profile(rule, request)
        case ast.DbusRule(), ask.DbusRequest():
            return tasks.dbus(rule, request)
        case ast.MqueueRule(), ask.MqueueRequest():
            return tasks.mqueue(rule, request)
        case ast.IoUringRule(), ask.IoUringRequest():
            return tasks.io_uring(rule, request)
        case _:
            return None
