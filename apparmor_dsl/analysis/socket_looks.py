"""The strings that the kernel asks about sockets: how much they tell depends on what it mediates."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Mapping
from typing import Final

from apparmor_dsl.analysis.requests import Address, NetworkRequest, UnixRequest
from apparmor_dsl.semantics.model import inet_sockets, network
from apparmor_dsl.semantics.model.lines import CLASSES
from apparmor_dsl.semantics.model.sockets import (
    ACCESS,
    ADDRESS,
    UNIX,
    UNIX_TYPES,
    WITH_PEER,
    mediates_unix,
    unix_class,
)
from apparmor_dsl.semantics.model.system import System

_PROTOCOLS: Final = {"icmp": 1, "tcp": 6, "udp": 17}
_USUAL: Final = {"stream": 6, "dgram": 17}
"""The protocol of a type of internet socket where none is said."""

_UNPRIVILEGED, _PRIVILEGED, _REMOTE = 0, 1, 2
_RESERVED: Final = 1024


def network_keys(request: NetworkRequest, system: System) -> Mapping[str, bytes]:
    """The string for each word of access."""
    plain = network.key(system, request.family, request.type)
    if request.family not in {"inet", "inet6"} or not inet_sockets.mediates(system):
        return dict.fromkeys(ACCESS, plain)
    socket = plain + struct.pack(">H", _protocol(request))
    local = _end(_UNPRIVILEGED, request.local)
    here = socket + local + b"\0"
    there = socket + _end(_REMOTE, request.peer) + b"\0\0" + bytes((ADDRESS,)) + local + b"\0"
    keys = {word: there if bit & WITH_PEER else here for word, bit in ACCESS.items()}
    low = request.local.port is not None and request.local.port < _RESERVED
    return {**keys, "create": plain, "bind": socket + _end(_PRIVILEGED, request.local) + b"\0" if low else here}


def unix_keys(request: UnixRequest, system: System) -> Mapping[str, bytes]:
    """The string for each word of access. Source: aa_unix_peer_perm and its neighbours."""
    if not mediates_unix(system):
        return dict.fromkeys(ACCESS, network.key(system, "unix", request.type))
    socket = struct.pack(">BHHH", CLASSES[unix_class(system)], UNIX, UNIX_TYPES[request.type], 0)
    here = socket + _address(request.address) + b"\0\0"
    peer = (request.peer or "unconfined").encode("utf-8", "surrogateescape")
    there = here + bytes((ADDRESS,)) + _address(request.peer_address) + b"\0" + peer
    keys = {word: there if bit & WITH_PEER else here for word, bit in ACCESS.items()}
    return {**keys, "create": socket}


def _protocol(request: NetworkRequest) -> int:
    if request.protocol is not None and request.protocol.isdecimal() and request.protocol != "0":
        return int(request.protocol)
    return _PROTOCOLS.get(request.protocol or "", _USUAL.get(request.type, 0))


def _end(kind: int, address: Address) -> bytes:
    """The kind of port, the port, and the address behind a byte for its length."""
    made = struct.pack(">BH", kind, address.port or 0)
    if address.ip is None:
        return made + b"\0"
    found = ipaddress.ip_address(address.ip)
    return made + bytes((1 if found.version == 4 else 2,)) + found.packed


def _address(address: str | None) -> bytes:
    if address is None or address == "none":
        return b"\1"
    text = address.encode("utf-8", "surrogateescape")
    return b"\0" + text[1:] if address.startswith("@") else text
