r"""`unix (send, receive) type=stream addr=@/tmp/x peer=(label=foo),` as entries.

A string is the class, the family, the type, the protocol (two bytes each), the local address, NUL, the local label,
NUL, and then what is asked: a listen queue, an option, or address and label of the other end. Source: af_unix.cc.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import ANY_LABEL, CLASSES, bits, byte, entry, number, of_glob
from apparmor_dsl.semantics.model.network_lines import ANY_ENDS, Sockets, of_sockets
from apparmor_dsl.semantics.model.sockets import (
    ACCESS,
    ADDRESS,
    ALL,
    LISTEN,
    LOCAL,
    OPTION,
    OPTIONS,
    UNIX,
    UNIX_TYPES,
    WITH_PEER,
    mediates_network,
    mediates_unix,
    unix_class,
)
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

_LOCAL_ALONE: Final = LOCAL & ~ACCESS["listen"] & ~OPTIONS
_HEX: Final = "[0-9a-f]"
_AUTOMATIC: Final = rf"\x00{_HEX * 5}"
"""The addresses that the kernel chooses: autobind in unix(7)."""


@frozen
class Ends:
    """What a rule says of the two ends, as regular expressions; None where it says nothing."""

    local: str | None = None
    peer: str | None = None
    peer_label: str | None = None
    automatic: bool = False

    @property
    def names_peer(self) -> bool:
        """Whether the rule has `peer=(…)`."""
        return self.peer is not None or self.peer_label is not None


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a unix rule, or `all`, says of unix sockets."""
    del profile
    match rule.rule:
        case ast.UnixRule() as of_unix:
            if mediates_unix(system):
                yield from _of_rule(rule, system, of_unix)
            if mediates_network(system) and rule.access_type != "deny":
                # A deny is not translated: it would refuse more than it says.
                yield from _translated(rule, system, of_unix)
        case ast.AllRule():
            if mediates_unix(system):
                # The parser makes this rule in a way of its own: a deny is always quiet, and 4.0.1 means no type.
                audit = rule.audit and rule.access_type != "deny"
                kind = None if system.target.version >= (4, 1) else UNIX_TYPES["none"]
                yield from fine(rule, system, ALL, kind, Ends(), audit=audit)
        case _:
            return


def _of_rule(rule: ResolvedRule, system: System, of_unix: ast.UnixRule) -> Iterator[Entry]:
    """The entries of a rule where unix sockets are mediated for themselves."""
    local, peer = of_unix.local, of_unix.peer
    ends = Ends(
        _address(rule, local.addr),
        _address(rule, peer.addr),
        None if peer.label is None else of_glob(rule, peer.label, ANY_LABEL),
        automatic=local.addr == "auto",
    )
    yield from fine(rule, system, bits(of_unix.access, ACCESS), _type(of_unix), ends, audit=rule.audit)


def _translated(rule: ResolvedRule, system: System, of_unix: ast.UnixRule) -> Iterator[Entry]:
    """The entries of the network rule that the parser adds for kernels which know no unix rules."""
    access = bits(of_unix.access, ACCESS) if system.target.version >= (4, 0) else ALL
    for each in of_sockets(rule, system, Sockets(UNIX, _type(of_unix)), access, ANY_ENDS):
        yield evolve(each, kind=evolve(each.kind, priority=0))


def _type(rule: ast.UnixRule) -> int | None:
    return None if rule.type is None else UNIX_TYPES[rule.type]


def implied(rule: ResolvedRule, system: System, kind: int | None) -> Iterator[Entry]:
    """The entries of the unix rule that a network rule brings along.

    The parser adds that rule before it knows what a deny marks, so that there `audit deny` is quiet and `deny` is not.
    """
    audit = rule.audit is not (rule.access_type == "deny")
    for each in fine(rule, system, ALL, kind, Ends(), audit=audit):
        yield evolve(each, kind=evolve(each.kind, priority=0))


def fine(
    rule: ResolvedRule, system: System, access: int, kind: int | None, ends: Ends, *, audit: bool
) -> Iterator[Entry]:
    """The entries for an access to sockets of a type."""
    socket = byte(CLASSES[unix_class(system)]) + number(UNIX) + (".." if kind is None else number(kind)) + ".."
    here = rf"{socket}{_or_any(ends.local)}\x00{ANY_LABEL}\x00"
    older = system.target.version < (4, 0)

    def made(regex: str, wanted: int, marks: int) -> Entry:
        marking = audit is not (rule.access_type == "deny")
        return entry(rule, regex, wanted, audit=audit, marks=marks if marking and marks != wanted else None)

    if access & ACCESS["create"] and not ends.names_peer:
        yield made(socket, ACCESS["create"], ACCESS["create"])
    if access & ACCESS["bind"] and (ends.local is None or ends.automatic):
        # Binding to an address that the kernel is to choose: there is none yet.
        yield made(rf"{socket}\x00{ANY_LABEL}\x00", ACCESS["bind"], ACCESS["bind"])
    spoken = access & _spoken_of_local(ends)
    if spoken:
        # 3.0.8 marks more than it permits, here and below.
        yield made(here, spoken, access & _LOCAL_ALONE if older and not ends.names_peer else spoken)
    if access & ACCESS["listen"] and not ends.names_peer:
        yield made(f"{here}{byte(LISTEN)}..", ACCESS["listen"], ACCESS["listen"])
    if access & OPTIONS and not ends.names_peer:
        # And here it is the newer ones that do.
        yield made(f"{here}{byte(OPTION)}..", access & OPTIONS, access & OPTIONS if older else OPTIONS)
    if access & WITH_PEER:
        there = rf"{_or_any(ends.peer)}\x00{ends.peer_label or ANY_LABEL}"
        yield made(f"{here}{byte(ADDRESS)}{there}", access & WITH_PEER, access if older else access & WITH_PEER)


def _spoken_of_local(ends: Ends) -> int:
    """What the entry of the local end alone is for."""
    if ends.names_peer:
        return ACCESS["accept"]
    found = _LOCAL_ALONE & ~ACCESS["create"]
    return found & ~ACCESS["bind"] if ends.automatic else found


def _address(rule: ResolvedRule, address: str | None) -> str | None:
    if address is None:
        return None
    if address == "none":
        return byte(1)
    if address == "auto":
        return _AUTOMATIC
    return r"\x00" + of_glob(rule, folded(address)[1:], "", nul=True)


def _or_any(address: str | None) -> str:
    return ".*" if address is None else address
