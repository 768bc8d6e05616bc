r"""`mqueue (read, write) type=posix label=foo /queue,` as entries: the class, the queue, NUL, and the queue's label."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Literal

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import (
    ANY_LABEL,
    CLASSES,
    SOME_LABEL,
    bits,
    byte,
    entry,
    is_logged,
    number,
    of_glob,
    ranks,
)
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {
    "write": 2,
    "read": 4,
    "create": 0x10,
    "delete": 0x20,
    "open": 0x40,
    "setattr": 0x4000,
    "getattr": 0x8000,
}
"""Source: map_mqueue_perms in parser/mqueue.h."""

_CREATING: Final = ACCESS["create"] | ACCESS["read"] | ACCESS["write"]
"""What creating a queue may ask for. Source: AA_MQUEUE_CREATE_PERMS in parser/mqueue.h."""

Kind = Literal["posix", "sysv"]


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What an mqueue rule, or `all`, says of message queues."""
    supported = [kind for kind in ("posix", "sysv") if _is_written(kind, system)]
    match rule.rule:
        case ast.MqueueRule() as mqueue:
            kind = kind_of(mqueue)
            if kind in supported or (kind is None and supported):
                yield from _entries(rule, system, mqueue, _with_its_likes(mqueue, profile))
        case ast.AllRule():
            if supported:
                yield from _entries(rule, system, ast.MqueueRule(), bits((), ACCESS))
        case _:
            return


def _is_written(kind: Kind, system: System) -> bool:
    """Whether rules about this kind are compiled; of System V queues 4.0.1 does not look at the features."""
    return system.features.supports(f"ipc/{kind}_mqueue") or (kind == "sysv" and system.target.version < (4, 1))


def kind_of(rule: ast.MqueueRule) -> Kind | None:
    """The kind of queue, which the name can say too; None for both."""
    if rule.type == "posix" or (rule.name is not None and rule.name.startswith("/")):
        return "posix"
    if rule.type == "sysv" or rule.name is not None:
        return "sysv"
    return None


def key(name: str, label: str | None = None) -> bytes:
    """What the kernel asks about a queue: a POSIX one by its path, a System V one by its number."""
    asked = (
        bytes((CLASSES["posix mqueue"],)) + name.encode("utf-8", "surrogateescape")
        if name.startswith("/")
        else bytes((CLASSES["sysv mqueue"],)) + struct.pack(">I", int(name))
    )
    return asked if label is None else asked + b"\0" + label.encode("utf-8", "surrogateescape")


def _entries(rule: ResolvedRule, system: System, mqueue: ast.MqueueRule, access: int) -> Iterator[Entry]:
    label = of_glob(rule, mqueue.label, SOME_LABEL)
    made = partial(entry, rule, audit=is_logged(rule, system))
    if kind_of(mqueue) != "sysv":
        name = byte(CLASSES["posix mqueue"]) + of_glob(rule, mqueue.name, ANY_LABEL)
        yield from _named(made, name, label, access, labelled=mqueue.label is not None)
        if mqueue.label is not None:
            # The parser goes on writing behind the label it wrote before.
            label += label
    if kind_of(mqueue) != "posix":
        which = "...." if mqueue.name is None else number(int(mqueue.name) & 0xFFFF_FFFF, 4)
        name = byte(CLASSES["sysv mqueue"]) + which
        yield from _named(made, name, label, access, labelled=mqueue.label is not None)


def _named(made: Callable[[str, int], Entry], name: str, label: str, access: int, *, labelled: bool) -> Iterator[Entry]:
    if not labelled:
        yield made(name, access)
    if access & ACCESS["create"]:
        # There is no label yet when a queue is created.
        yield made(name, access & _CREATING)
    yield made(rf"{name}\x00{label}", access)


def _with_its_likes(mqueue: ast.MqueueRule, profile: ResolvedProfile) -> int:
    """The access of all the profile's rules that differ in nothing else: the parser makes one rule of them."""
    found = bits(mqueue.access, ACCESS)
    for other in profile.rules:
        match other.rule:
            case ast.MqueueRule() as like if _but_access(like) == _but_access(mqueue):
                found |= bits(like.access, ACCESS)
            case _:
                pass
    return found


def _but_access(rule: ast.MqueueRule) -> tuple[object, ...]:
    return kind_of(rule), rule.name, rule.label, ranks(rule)
