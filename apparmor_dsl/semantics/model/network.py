r"""`network inet stream,` as entries: the class, and two bytes each for the family and the type.

Where a kernel mediates more of internet sockets, more follows: `inet_sockets`. Source: parser/network.cc.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.network import INTERNET, PROTOCOLS_OF
from apparmor_dsl.semantics.model import inet_sockets, packets, unix
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, bits, byte, entry, number
from apparmor_dsl.semantics.model.sockets import (
    ACCESS,
    ALL,
    EVERY_FAMILY,
    FAMILIES,
    INET,
    INET6,
    TYPES,
    UNIX,
    UNIX_TYPES,
    mediates_network,
    mediates_unix,
    network_class,
)
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule


@frozen
class Sockets:
    """Sockets of one family: their type, and the number that stands for the protocol. None: any."""

    family: int
    type: int | None = None
    protocol: int | None = None


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a network rule, `all`, or a unix rule for a kernel that does not know these, says of sockets."""
    del profile
    match rule.rule:
        case ast.NetworkRule(access, local=local, peer=peer) as network:
            found = tuple(sockets(network))
            if mediates_unix(system):
                yield from _unix(rule, system, found)
            if mediates_network(system):
                for each in found:
                    yield from _entries(rule, system, each, bits(access, ACCESS), (local, peer))
        case ast.AllRule() if mediates_network(system):
            for each in sockets(ast.NetworkRule()):
                yield from _entries(rule, system, each, ALL, _ANY_ENDS)
        case ast.UnixRule(access, type=kind) if mediates_network(system) and rule.access_type != "deny":
            # A deny is not translated: it would refuse more than it says.
            found_type = None if kind is None else UNIX_TYPES[kind]
            wanted = bits(access, ACCESS) if system.target.version >= (4, 0) else ALL
            for made in _entries(rule, system, Sockets(UNIX, found_type), wanted, _ANY_ENDS):
                yield evolve(made, kind=evolve(made.kind, priority=0))
        case _:
            return


def sockets(rule: ast.NetworkRule) -> Iterator[Sockets]:
    """The sockets that a network rule speaks of."""
    of_internet = bool(rule.local or rule.peer)
    if rule.domain is None and rule.type is None and rule.protocol is None:
        yield from (Sockets(family) for family in ((INET, INET6) if of_internet else EVERY_FAMILY))
        return
    for name in (rule.domain,) if rule.domain is not None else FAMILIES:
        if (of_internet and name not in INTERNET) or not _knows(name, rule.protocol):
            continue
        if rule.protocol is not None:
            yield Sockets(FAMILIES[name], _OF_PROTOCOL[rule.protocol], _NUMBERS.get(rule.protocol))
        else:
            yield Sockets(FAMILIES[name], None if rule.type is None else TYPES[rule.type])


def key(system: System, family: str, kind: str) -> bytes:
    """What the kernel asks about a socket of a family and a type, where it asks no more. Source: aa_profile_af_perm."""
    numbers = struct.pack(">HH", FAMILIES[family], UNIX_TYPES[kind])
    return bytes((CLASSES[network_class(system)],)) + numbers


_OF_PROTOCOL: Final = {"tcp": TYPES["stream"], "udp": TYPES["dgram"], "icmp": TYPES["raw"]}
_NUMBERS: Final = {"icmp": 1 << 1}
"""A mask of protocols, which the parser writes where the kernel asks for a number. Source: RAW_ICMP in network.cc."""


def _knows(family: str, protocol: str | None) -> bool:
    return protocol is None or protocol in PROTOCOLS_OF.get(family, ())


_ANY_ENDS: Final = (ast.NetworkEndpoint(), ast.NetworkEndpoint())


def _entries(
    rule: ResolvedRule,
    system: System,
    found: Sockets,
    access: int,
    ends: tuple[ast.NetworkEndpoint, ast.NetworkEndpoint],
) -> Iterator[Entry]:
    start = byte(CLASSES[network_class(system)])
    if inet_sockets.mediates(system) and found.family in {INET, INET6}:
        yield from inet_sockets.entries(rule, system, start + _socket(found), found.protocol, access, ends)
    else:
        for each in (found,) if system.target.version >= (4, 0) else _in_the_table(rule, found):
            yield entry(rule, start + _socket(each), access)
    if packets.mediates(system):
        yield from packets.entries(rule, system, _socket(found), found.protocol, access, ends)


def _in_the_table(rule: ResolvedRule, found: Sockets) -> Iterator[Sockets]:
    # 3.0.8 has a table of the types 0 to 15, and writes "any" only where it marks all of them.
    every_type = isinstance(rule.rule, ast.UnixRule) or not _is_named(rule)
    if found.type is not None or (every_type and rule.audit is not (rule.access_type == "deny")):
        yield found
        return
    for each in range(16) if every_type else TYPES.values():
        yield Sockets(found.family, each)


def _is_named(rule: ResolvedRule) -> bool:
    """Whether a rule names a family or a type."""
    match rule.rule:
        case ast.NetworkRule(domain=None, type=None, protocol=None):
            return False
        case _:
            return True


def _socket(found: Sockets) -> str:
    return number(found.family) + (".." if found.type is None else number(found.type))


def _unix(rule: ResolvedRule, system: System, found: tuple[Sockets, ...]) -> Iterator[Entry]:
    """A network rule that speaks of unix sockets permits all access to them, whatever it names."""
    for each in found:
        if each.family != UNIX:
            continue
        any_of: tuple[int | None, ...] = tuple(TYPES.values()) if _is_named(rule) else (None,)
        for kind in any_of if each.type is None else (each.type,):
            yield from unix.implied(rule, system, kind)
