r"""`network inet stream,` as entries: the class, and two bytes each for the family and the type.

Where a kernel mediates more of internet sockets, more follows: `inet_sockets`. Source: parser/network.cc.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.network import INTERNET, PROTOCOLS_OF
from apparmor_dsl.semantics.model import unix
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, bits
from apparmor_dsl.semantics.model.network_lines import ANY_ENDS, Sockets, names_address, names_sockets, of_sockets
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


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a network rule, or `all`, says of sockets."""
    del profile
    match rule.rule:
        case ast.NetworkRule(access, local=local, peer=peer) as network:
            found = tuple(sockets(network))
            if mediates_unix(system):
                yield from _unix(rule, system, found)
            if mediates_network(system):
                for each in found:
                    yield from of_sockets(rule, system, each, bits(access, ACCESS), (local, peer))
        case ast.AllRule() if mediates_network(system):
            for each in sockets(ast.NetworkRule()):
                yield from of_sockets(rule, system, each, ALL, ANY_ENDS)
        case _:
            return


def sockets(rule: ast.NetworkRule) -> Iterator[Sockets]:
    """The sockets that a network rule speaks of."""
    of_internet = names_address(rule)
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


def _unix(rule: ResolvedRule, system: System, found: tuple[Sockets, ...]) -> Iterator[Entry]:
    """A network rule that speaks of unix sockets permits all access to them, whatever it names."""
    for each in found:
        if each.family != UNIX:
            continue
        any_of: tuple[int | None, ...] = tuple(TYPES.values()) if names_sockets(rule) else (None,)
        for kind in any_of if each.type is None else (each.type,):
            yield from unix.implied(rule, system, kind)
