r"""The entries of sockets as a network rule names them: the class, and two bytes each for the family and the type.

Where a kernel mediates more of internet sockets, more follows: `inet_sockets`. Source: parser/network.cc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model import inet_sockets, packets
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, byte, entry, is_logged, is_marking, number
from apparmor_dsl.semantics.model.sockets import INET, INET6, TYPES, network_class
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule


@frozen
class Sockets:
    """Sockets of one family: their type, and the number that stands for the protocol. None: any."""

    family: int
    type: int | None = None
    protocol: int | None = None


ANY_ENDS: Final = (ast.NetworkEndpoint(), ast.NetworkEndpoint())


def of_sockets(
    rule: ResolvedRule,
    system: System,
    found: Sockets,
    access: int,
    ends: tuple[ast.NetworkEndpoint, ast.NetworkEndpoint],
) -> Iterator[Entry]:
    """The entries for an access to the sockets. `ends` are the local one and the other."""
    start = byte(CLASSES[network_class(system)])
    for each in _typed(rule, system, found):
        if inet_sockets.mediates(system) and found.family in {INET, INET6}:
            yield from inet_sockets.entries(rule, system, start + _socket(each), found.protocol, access, ends)
        else:
            yield entry(rule, start + _socket(each), access, audit=is_logged(rule, system))
    if packets.mediates(system):
        yield from packets.entries(rule, system, _socket(found), found.protocol, access, ends)


def _typed(rule: ResolvedRule, system: System, found: Sockets) -> Iterator[Sockets]:
    """The sockets as the parser spells them: since 4.1 any type is one string."""
    version = system.target.version
    if version < (4, 0):
        yield from _in_the_table(rule, system, found)
    elif version < (4, 1) and found.type is None and _names_something(rule):
        for each in TYPES.values():
            yield Sockets(found.family, each, found.protocol)
    else:
        yield found


def _names_something(rule: ResolvedRule) -> bool:
    return isinstance(rule.rule, ast.NetworkRule) and (names_sockets(rule) or names_address(rule.rule))


def _in_the_table(rule: ResolvedRule, system: System, found: Sockets) -> Iterator[Sockets]:
    # 3.0.8 has a table of the types 0 to 15, and writes "any" only where it marks all of them.
    every_type = isinstance(rule.rule, ast.UnixRule) or not names_sockets(rule)
    if found.type is not None or (every_type and is_marking(rule, system)):
        yield found
        return
    for each in range(16) if every_type else TYPES.values():
        yield Sockets(found.family, each)


def names_sockets(rule: ResolvedRule) -> bool:
    """Whether a rule names a family or a type."""
    match rule.rule:
        case ast.NetworkRule(domain=None, type=None, protocol=None):
            return False
        case _:
            return True


def names_address(rule: ast.NetworkRule) -> bool:
    """Whether the rule says something that only internet sockets have: anything of an end but its label."""
    return any((end.ip, end.port, end.interface) != (None, None, None) for end in (rule.local, rule.peer))


def _socket(found: Sockets) -> str:
    return number(found.family) + (".." if found.type is None else number(found.type))
