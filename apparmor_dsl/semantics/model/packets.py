r"""The packets of a `network` rule, where the kernel asks about these too: 5.0 and later, with network_v9_skb.

A string is that of a socket with addresses (`inet_sockets`), whatever the family. Each address is followed by the name
of the interface, if the kernel has that, and only then by the label. Source: what 5.0.2 prints with `-D rule-exprs`.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model import inet_sockets
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.inet_sockets import label_of
from apparmor_dsl.semantics.model.lines import ANY_LABEL, CLASSES, byte, entry, is_logged, is_marking, number, of_glob
from apparmor_dsl.semantics.model.sockets import ACCESS, ADDRESS, GOES_ON, INTERFACE, WITH_PEER
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule


def mediates(system: System) -> bool:
    """Whether the kernel asks about packets."""
    return system.target.version >= (5, 0) and system.features.supports("network_v9_skb")


def entries(
    rule: ResolvedRule,
    system: System,
    socket: str,
    protocol: int | None,
    access: int,
    ends: tuple[ast.NetworkEndpoint, ast.NetworkEndpoint],
) -> Iterator[Entry]:
    """The entries for the packets of sockets of a family and type, whose string goes on so behind the class.

    `ends` are the local one and the other.
    """
    local, peer = ends
    start = byte(CLASSES["packet"]) + socket
    marks = access if is_marking(rule, system) else 0
    yield entry(rule, start, GOES_ON, marks=0)
    if not access & WITH_PEER:
        return
    start += ".." if protocol is None else number(protocol)
    with_interface = system.features.supports("network_v9_skb/iface")
    interface = _interface(rule, local, access) if with_interface else ""
    asked = INTERFACE if with_interface and access & ACCESS["send"] else 0
    theirs, ours = label_of(rule, peer), label_of(rule, local)
    for end in inet_sockets.end(peer, access, is_peer=True):
        yield entry(rule, rf"{start}{end}\x00", GOES_ON, marks=marks)
        if with_interface:
            yield entry(
                rule, rf"{start}{end}\x00{interface}", GOES_ON | asked, marks=marks, audit=is_logged(rule, system)
            )
            if theirs is None:
                yield entry(rule, rf"{start}{end}\x00{interface}{ANY_LABEL}", access, audit=is_logged(rule, system))
        there = rf"{start}{end}\x00{interface}{theirs or ANY_LABEL}\x00"
        yield entry(rule, there, GOES_ON, marks=marks)
        for own in inet_sockets.end(local, access, is_peer=False):
            here = rf"{there}{byte(ADDRESS)}{own}\x00"
            if with_interface:
                yield entry(rule, here, GOES_ON, marks=marks)
            decided = access if ours is None or not with_interface else GOES_ON
            yield entry(rule, f"{here}{interface}", decided | asked, marks=marks)
            if ours is not None:
                yield entry(rule, rf"{here}{interface}{ours}\x00", access, audit=is_logged(rule, system))


def _interface(rule: ResolvedRule, end: ast.NetworkEndpoint, access: int) -> str:
    """The interface that the rule names; when a packet is sent there may not be one yet."""
    named = rf"{of_glob(rule, end.interface, ANY_LABEL)}\x00"
    return rf"(\x00|{named})" if access & ACCESS["send"] else named
