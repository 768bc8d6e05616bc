r"""`network inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2),` as entries, where the kernel asks for addresses.

Behind family and type stand the protocol (two bytes), the kind of port (one byte), the port (two), the length of the
address (one) with the address, NUL, and what is asked. The other end comes first. Source: gen_ip_conds in network.cc.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry, Mode
from apparmor_dsl.semantics.model.lines import ANY_LABEL, byte, entry, is_logged, is_marking, number, of_glob
from apparmor_dsl.semantics.model.sockets import ACCESS, ADDRESS, GOES_ON, LISTEN, OPTION, OPTIONS, WITH_PEER
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

UNPRIVILEGED: Final = 0
PRIVILEGED: Final = 1
REMOTE: Final = 2
"""The kinds of port. Source: PRIVILEGED_PORT and its likes in parser/network.cc."""
RESERVED: Final = 1024
"""The first port that anybody may bind to. Source: IPPORT_RESERVED in netinet/in.h."""

_ANY_ADDRESS: Final = (byte(0), byte(1) + "." * 4, byte(2) + "." * 16)
"""None, and one of either length."""


def mediates(system: System) -> bool:
    """Whether the kernel asks for addresses and ports."""
    if system.target.version >= (5, 0) and system.features.supports("network_v9/af_inet"):
        return True
    return system.target.version >= (4, 0) and system.features.supports("network_v8/af_inet")


def entries(
    rule: ResolvedRule,
    system: System,
    start: str,
    protocol: int | None,
    access: int,
    ends: tuple[ast.NetworkEndpoint, ast.NetworkEndpoint],
) -> Iterator[Entry]:
    """The entries for sockets of a family and type, whose string begins so. `ends` are the local one and the other."""
    marking = is_marking(rule, system)
    if system.target.version >= (5, 0):
        yield entry(rule, start, GOES_ON, marks=0)
    if access & ACCESS["create"]:
        yield entry(
            rule,
            start,
            ACCESS["create"] | GOES_ON,
            marks=ACCESS["create"] if marking else 0,
            audit=is_logged(rule, system),
        )
    socket = start + (".." if protocol is None else number(protocol))
    marks = access if marking else 0
    if access & WITH_PEER:
        yield from _with_peer(rule, system, socket, access, marks, ends)
    yield from _alone(rule, system, socket, access, marks, ends[0])


def _with_peer(
    rule: ResolvedRule,
    system: System,
    socket: str,
    access: int,
    marks: int,
    ends: tuple[ast.NetworkEndpoint, ast.NetworkEndpoint],
) -> Iterator[Entry]:
    """What is asked about both ends, the other one first."""
    local, peer = ends
    # For 4.1.8 a deny does not end here, though it marks.
    mode: Mode | None = "allow" if system.target.version == (4, 1) else None
    label = label_of(rule, local)
    for other in end(peer, access, is_peer=True):
        there = rf"{socket}{other}\x00{label_of(rule, peer) or ANY_LABEL}\x00"
        yield entry(rule, rf"{socket}{other}\x00", GOES_ON, mode=mode, marks=marks)
        yield entry(rule, there, GOES_ON, mode=mode, marks=marks)
        for own in end(local, access, is_peer=False):
            here = rf"{there}{byte(ADDRESS)}{own}\x00"
            yield entry(rule, here, access, audit=is_logged(rule, system))
            if label is not None:
                yield entry(rule, rf"{here}{label}\x00", access, audit=is_logged(rule, system))


def _alone(
    rule: ResolvedRule, system: System, socket: str, access: int, marks: int, local: ast.NetworkEndpoint
) -> Iterator[Entry]:
    """What is asked about the local end."""
    label = label_of(rule, local)
    for own in end(local, access, is_peer=False):
        here = rf"{socket}{own}\x00"
        if label is not None:
            yield entry(rule, here, GOES_ON, marks=marks)
            here = rf"{here}{label}\x00"
        yield entry(rule, here, access, audit=is_logged(rule, system))
        if access & ACCESS["listen"]:
            yield entry(rule, f"{here}{byte(LISTEN)}..", access, audit=is_logged(rule, system))
        if access & OPTIONS:
            yield entry(rule, f"{here}{byte(OPTION)}....", access, audit=is_logged(rule, system))


def label_of(rule: ResolvedRule, which: ast.NetworkEndpoint) -> str | None:
    """The label of an end, or the one that its packets are given."""
    label = which.label if which.label is not None else which.assigned_label
    return None if label is None else of_glob(rule, label, ANY_LABEL)


def end(which: ast.NetworkEndpoint, access: int, *, is_peer: bool) -> Iterator[str]:
    """Port and address of one end, one text for each length that the address can have."""
    port = "..." if which.port is None else _port(which.port, access, is_peer=is_peer)
    for address in _addresses(which.ip):
        yield port + address


def _addresses(ip: str | None) -> Sequence[str]:
    if ip is None:
        return _ANY_ADDRESS
    if ip == "none":
        return (byte(0),)
    address = ipaddress.ip_address(ip)
    return (byte(1 if address.version == 4 else 2) + "".join(byte(each) for each in address.packed),)


def _port(written: str, access: int, *, is_peer: bool) -> str:
    """The kind of port, and the port. A range that begins below the reserved ports' end is split there for bind."""
    first, dash, last = written.partition("-")
    low, high = int(first), int(last if dash else first)
    if is_peer:
        return byte(REMOTE) + _between(low, high)
    if not access & ACCESS["bind"] or low >= RESERVED:
        return byte(UNPRIVILEGED) + _between(low, high)
    if high < RESERVED:
        return byte(PRIVILEGED) + _between(low, high)
    above = byte(UNPRIVILEGED) + _between(RESERVED, high)
    return f"({above}|{byte(PRIVILEGED)}{_between(low, RESERVED - 1)})"


def _between(low: int, high: int) -> str:
    """The two bytes of a port in a range. Port 0 alone is any port."""
    if low == high:
        return number(low) if low else ".."
    (low_above, low_below), (high_above, high_below) = divmod(low, 256), divmod(high, 256)
    if low_above == high_above:
        return byte(low_above) + _bytes(low_below, high_below)
    parts = [byte(low_above) + _bytes(low_below, 255)]
    if high_above - low_above > 1:
        parts.append(f"{_bytes(low_above + 1, high_above - 1)}.")
    parts.append(byte(high_above) + _bytes(0, high_below))
    return f"({'|'.join(parts)})"


def _bytes(low: int, high: int) -> str:
    return "." if (low, high) == (0, 255) else f"[{byte(low)}-{byte(high)}]"
