"""Which features a rule needs: without one of them the parser drops it, and what it speaks of is allowed.

Each line was measured: the feature taken out of a features file, and the rule compiled by 3.0.8, 4.1.8 and 5.0.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.targets import Target, Version

_NETWORK: Final = ("network", "network_v8")
_NETWORK_5: Final = (*_NETWORK, "network_v9")
_UNIX: Final = ("network/af_unix",)
_UNIX_5: Final = (*_UNIX, "network_v9/af_unix")
_INTERNET: Final = "network_v8/af_inet"
_POSIX: Final = "ipc/posix_mqueue"
_SYSV: Final = "ipc/sysv_mqueue"
_NINTH: Final[Version] = (5, 0)
"""Since when the parser knows `network_v9`."""


def mediates(rule: ast.Rule, features: Features, target: Target) -> bool:
    """Whether the rule has an effect with these features. Of what `all` permits, something always is mediated."""
    wanted = needed(rule, target)
    return not wanted or any(features.supports(path) for path in wanted)


def needed(rule: ast.Rule, target: Target) -> tuple[str, ...]:
    """The features of which the rule needs one; none where it has an effect with any."""
    match rule:
        case ast.MountRule() | ast.RemountRule() | ast.UmountRule() | ast.PivotRootRule():
            return ("mount",)
        case ast.PtraceRule():
            return ("ptrace",)
        case ast.SignalRule():
            return ("signal",)
        case ast.DbusRule():
            return ("dbus",)
        case ast.NetworkRule():
            return _of_sockets(target)
        case ast.UnixRule():
            # One that permits becomes a network rule where the kernel knows no other; one that denies is dropped.
            return _of_unix(target) if rule.qualifiers.access == "deny" else _of_sockets(target)
        case ast.UsernsRule():
            return ("namespaces/mask/userns_create",)
        case ast.MqueueRule():
            return _of_queues(rule)
        case ast.IoUringRule():
            return ("io_uring",)
        case (
            ast.AllRule()
            | ast.CapabilityRule()
            | ast.ChangeProfileRule()
            | ast.FileRule()
            | ast.LinkRule()
            | ast.RlimitRule()
        ):
            return ()
        case _:
            assert_never(rule)


def ignored(rule: ast.Rule, features: Features, target: Target) -> tuple[str, ...]:
    """The conditions of a rule that has an effect, but the same as if they were not written."""
    match rule:
        case ast.UnixRule() if rule.qualifiers.access != "deny":
            return () if any(features.supports(path) for path in _of_unix(target)) else tuple(_conditions(rule))
        case ast.NetworkRule():
            return () if features.supports(_INTERNET) else tuple(_conditions(rule))
        case _:
            return ()


def _of_sockets(target: Target) -> tuple[str, ...]:
    return _NETWORK_5 if target.version >= _NINTH else _NETWORK


def _of_unix(target: Target) -> tuple[str, ...]:
    return _UNIX_5 if target.version >= _NINTH else _UNIX


def _of_queues(rule: ast.MqueueRule) -> tuple[str, ...]:
    if rule.type == "posix" or (rule.name or "").startswith("/"):
        return (_POSIX,)
    if rule.type == "sysv" or rule.name is not None:
        return (_SYSV,)
    return (_POSIX, _SYSV)


def _conditions(rule: ast.NetworkRule | ast.UnixRule) -> Iterator[str]:
    """The names of the conditions that are written in the rule, beside the type of the socket."""
    match rule:
        case ast.NetworkRule():
            for end in (rule.local, rule.peer):
                yield from (name for name in ("ip", "port") if getattr(end, name) is not None)
        case ast.UnixRule():
            own = {"protocol": rule.protocol, "attr": rule.attr, "opt": rule.opt}
            ends = [{"addr": end.addr, "label": end.label} for end in (rule.local, rule.peer)]
            for conditions in (own, *ends):
                yield from (name for name, value in conditions.items() if value is not None)
