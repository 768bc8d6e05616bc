r"""`dbus send bus=session path=/org/foo interface=org.foo member=Get peer=(name=org.foo label=foo),` as entries.

The bus daemon asks, not the kernel: for a message with `\x20bus\0name\0label\0path\0interface\0member`, to own a name
with `\x20bus\0name`, to eavesdrop with `\x20bus`. Source: gen_policy_re in parser/dbus.cc, and bus/apparmor.c of D-Bus.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import ANY_LABEL, CLASSES, bits, byte, entry, is_logged, of_glob
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"send": 0x2, "receive": 0x4, "eavesdrop": 0x20, "bind": 0x40}
"""The bit of each access. Source: AA_DBUS_ in parser/dbus.h."""

_MESSAGE: Final = ACCESS["send"] | ACCESS["receive"]
_EVERY: Final = sum(ACCESS.values())
_NUL: Final = "\\x00"


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a dbus rule, or `all`, is in the compiled policy; nothing where D-Bus is not mediated."""
    del profile
    if not system.features.supports("dbus"):
        return
    match rule.rule:
        case ast.DbusRule() as asked:
            pass
        case ast.AllRule():
            asked = ast.DbusRule()
        case _:
            return
    access = _access(asked)
    path = folded(asked.path) if asked.path is not None else None
    name = asked.name if asked.name is not None else asked.peer.name
    globs = (asked.bus, name, asked.peer.label, path, asked.interface, asked.member)
    words = [of_glob(rule, glob, ANY_LABEL) for glob in globs]
    for asked_for, count in ((ACCESS["bind"], 2), (_MESSAGE, len(words)), (ACCESS["eavesdrop"], 1)):
        if access & asked_for:
            text = byte(CLASSES["dbus"]) + _NUL.join(words[:count])
            yield entry(rule, text, access & asked_for, audit=is_logged(rule, system))


def message_key(bus: str, name: str, label: str, path: str, interface: str, member: str) -> bytes:
    """What the bus daemon asks before a message goes to, or comes from, a peer with this bus name and label."""
    return _joined(bus, name, label, path, interface, member)


def bind_key(bus: str, name: str) -> bytes:
    """What the bus daemon asks before a name of the bus is given away."""
    return _joined(bus, name)


def eavesdrop_key(bus: str) -> bytes:
    """What the bus daemon asks before somebody reads what is not for him."""
    return _joined(bus)


def _joined(*words: str) -> bytes:
    return bytes((CLASSES["dbus"],)) + b"\0".join(word.encode("utf-8", "surrogateescape") for word in words)


def _access(rule: ast.DbusRule) -> int:
    """The accesses of the rule; where it names none, those that fit its conditions."""
    if rule.access:
        return bits(rule.access, ACCESS)
    if rule.name is not None:
        return ACCESS["bind"]
    conditions = (rule.path, rule.interface, rule.member, rule.peer.name, rule.peer.label)
    return _MESSAGE if any(each is not None for each in conditions) else _EVERY
