"""What a single rule or profile says wrongly on its own: what AppArmor refuses however the rest of the policy reads.

Each module knows one kind of rule and is a generator of diagnostics over its node. What depends on other rules, on
variables or on the version of the parser is not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.language import ast
from apparmor_dsl.language.checks import dbus, file, flags, mqueue, network, priority, profile, rlimit, unix

__all__ = ["check", "check_statement"]


def check(policy: ast.PolicyFile) -> tuple[Diagnostic, ...]:
    """Every error of a single statement in the file, in the order of the text. Includes are not followed."""
    return tuple(_items(policy.statements, denying=False))


def check_statement(item: ast.Statement, denying: bool = False) -> Iterator[Diagnostic]:
    """The errors of the statement alone, without what stands in it; `denying` where it stands in a `deny` block."""
    match item:
        case ast.FileRule():
            yield from file.check(item, denying)
        case ast.Profile() | ast.Hat():
            yield from profile.check(item)
            yield from flags.check(item)
        case ast.Block():
            yield from priority.check_block(item)
        case ast.AllRule():
            yield from priority.check_rule(item)
        case ast.DbusRule():
            yield from dbus.check(item)
        case ast.MqueueRule():
            yield from mqueue.check(item)
        case ast.NetworkRule():
            yield from network.check(item)
            yield from priority.check_rule(item)
        case ast.RlimitRule():
            yield from rlimit.check(item)
        case ast.UnixRule():
            yield from unix.check(item)
        case _:
            pass


def _items(items: Sequence[ast.Statement], denying: bool) -> Iterator[Diagnostic]:
    for item in items:
        yield from check_statement(item, denying)
        match item:
            case ast.Profile() | ast.Hat() | ast.Fragment():
                yield from _items(item.body, denying=False)
            case ast.Block():
                yield from _items(item.body, denying or item.qualifiers.access == "deny")
            case ast.Conditional():
                yield from _items((*item.then, *item.otherwise), denying)
            case _:
                pass
