"""The versions of AppArmor that a policy can be compiled for, and since when each construct is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.vocabulary import flags, mount, network

Version = tuple[int, int]


@frozen
class Target:
    """A version of `apparmor_parser`, and the ABI file that pins what it mediates."""

    name: str
    version: Version
    abi: str


TARGETS: Final = {
    target.name: target
    for target in (
        Target("apparmor-3.0", (3, 0), "abi/3.0"),
        Target("apparmor-4.0", (4, 0), "abi/4.0"),
        Target("apparmor-4.1", (4, 1), "abi/4.0"),
        Target("apparmor-5.0", (5, 0), "abi/4.0"),
        Target("apparmor-6.0", (6, 0), "abi/4.0"),
    )
}
"""The targets by name. abi/4.0 is the newest that every parser from 4.0 on ships."""

OLDEST: Final = TARGETS["apparmor-3.0"]
"""What every parser since 2020 reads."""

Need = tuple[str, Version]
"""A construct, as a message names it, and the first version that reads it."""

ALL_SINCE: Final[Version] = (4, 0)
"""The first version that reads `all`."""

_SINCE_RULE: Final[tuple[tuple[type[BaseRule], Need], ...]] = (
    (ast.AllRule, ("`all`", ALL_SINCE)),
    (ast.IoUringRule, ("`io_uring`", (4, 0))),
    (ast.MqueueRule, ("`mqueue`", (4, 0))),
    (ast.UsernsRule, ("`userns`", (4, 0))),
)
"""Source: each keyword given to apparmor_parser 3.0.8, 4.1.8 and 5.0.2."""


def needs(item: ast.Statement) -> Iterator[Need]:
    """What the statement alone (not its body) asks of the parser."""
    if isinstance(item, BaseRule):
        if item.qualifiers.priority is not None:
            yield "`priority=`", (4, 1)
        if item.qualifiers.access == "prompt":
            yield "`prompt`", (4, 0)
        for kind, need in _SINCE_RULE:
            if isinstance(item, kind):
                yield need
    match item:
        case ast.NetworkRule():
            yield from _network(item)
        case ast.MountRule() | ast.RemountRule() | ast.UmountRule():
            for condition in item.conditions:
                for value in condition.values:
                    if condition.name == "options" and value in mount.SINCE:
                        yield f"the mount option `{value}`", version(mount.SINCE[value])
        case ast.Profile():
            if item.identities:
                yield "`identities=`", (5, 0)
            yield from _flags(item.flags)
        case ast.Hat():
            yield from _flags(item.flags)
        case ast.Block():
            if item.qualifiers.access in {"deny", "prompt"}:
                yield f"a block `{item.qualifiers.access} {{ … }}`", (4, 0)
            if item.qualifiers.priority is not None:
                yield "`priority=`", (4, 1)
        case ast.Conditional():
            yield from _expression(item.condition)
        case ast.BooleanAssignment():
            if not isinstance(item.value, ast.BooleanLiteral):
                yield "an expression as the value of a boolean variable", (5, 0)
            if item.operator != "=":
                yield f"`{item.operator}` for a boolean variable", (5, 0)
        case ast.Variable(operator="?=" | ":="):
            yield f"`{item.operator}`", (5, 0)
        case _:
            pass


def version(text: str) -> Version:
    """`4.1` as numbers."""
    major, minor = text.split(".")
    return int(major), int(minor)


def _network(rule: ast.NetworkRule) -> Iterator[Need]:
    if rule.access:
        yield "the access of a network rule", version(network.SINCE["access"])
    for end in (rule.local, rule.peer):
        for name in ("ip", "port", "interface", "label"):
            if getattr(end, name) is not None:
                yield f"`{name}=` in a network rule", version(network.SINCE[name])
        if end.port is not None and "-" in end.port.strip().removeprefix("-"):
            yield "a range of ports", version(network.SINCE["range"])
        if end.assigned_label is not None:
            yield "`label:=` in a network rule", version(network.SINCE["label"])


def _flags(names: tuple[str, ...]) -> Iterator[Need]:
    for flag in names:
        since = flags.SINCE.get(flag.partition("=")[0])
        if since:
            yield f"the flag `{flag}`", version(since)


def _expression(expression: ast.Expression) -> Iterator[Need]:
    match expression:
        case ast.BooleanLiteral():
            yield "`true` and `false` in a condition", (5, 0)
        case ast.Compare():
            yield f"`{expression.operator}` in a condition", (5, 0)
        case ast.And(left, right) | ast.Or(left, right):
            yield "`and` and `or` in a condition", (5, 0)
            yield from _expression(left)
            yield from _expression(right)
        case ast.Not(term):
            yield from _expression(term)
        case _:
            pass
