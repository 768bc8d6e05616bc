"""The strings that the kernel asks about sockets: how much they tell depends on what it mediates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apparmor_dsl.analysis.requests import Address, NetworkRequest, UnixRequest
from apparmor_dsl.semantics.model import inet_sockets, network
from apparmor_dsl.semantics.model.socket_keys import InetEnd, UnixEnd, inet_key, unix_key
from apparmor_dsl.semantics.model.sockets import ACCESS, mediates_unix
from apparmor_dsl.semantics.model.system import System

_PROTOCOLS: Final = {"icmp": 1, "tcp": 6, "udp": 17}
_USUAL: Final = {"stream": 6, "dgram": 17}
"""The protocol of a type of internet socket where none is said."""


def network_keys(request: NetworkRequest, system: System) -> Mapping[str, bytes]:
    """The string for each word of access."""
    family, kind = request.family, request.type
    if family not in {"inet", "inet6"} or not inet_sockets.mediates(system):
        return dict.fromkeys(ACCESS, network.key(system, family, kind))
    local, peer = _end(request.local), _end(request.peer)
    protocol = _protocol(request)
    return {word: inet_key(system, word, family, kind, protocol, local, peer) for word in ACCESS}


def unix_keys(request: UnixRequest, system: System) -> Mapping[str, bytes]:
    """The string for each word of access."""
    if not mediates_unix(system):
        return dict.fromkeys(ACCESS, network.key(system, "unix", request.type))
    local = UnixEnd(_address(request.address), "")
    peer = UnixEnd(_address(request.peer_address), request.peer or "unconfined")
    return {word: unix_key(system, word, request.type, local, peer) for word in ACCESS}


def _protocol(request: NetworkRequest) -> int:
    if request.protocol is not None and request.protocol.isdecimal() and request.protocol != "0":
        return int(request.protocol)
    return _PROTOCOLS.get(request.protocol or "", _USUAL.get(request.type, 0))


def _end(address: Address) -> InetEnd:
    return InetEnd(address.ip, address.port or 0)


def _address(address: str | None) -> str | None:
    return None if address == "none" else address
