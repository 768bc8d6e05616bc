r"""What the kernel asks about sockets, where it mediates more than their family and type.

Source: security/apparmor/af_unix.c and net.c of the kernels that have it, and the layout in parser/af_unix.cc.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

from attrs import frozen

from apparmor_dsl.semantics.model import network
from apparmor_dsl.semantics.model.inet_sockets import PRIVILEGED, REMOTE, RESERVED, UNPRIVILEGED
from apparmor_dsl.semantics.model.lines import CLASSES
from apparmor_dsl.semantics.model.sockets import (
    ACCESS,
    ADDRESS,
    LISTEN,
    OPTION,
    UNIX,
    UNIX_TYPES,
    WITH_PEER,
    unix_class,
)
from apparmor_dsl.semantics.model.system import System


@frozen
class UnixEnd:
    """One end of a unix(7) socket. `address` is `@abstract` or a path; None for a socket without a name, and empty for
    one that asks the kernel to choose.
    """

    address: str | None = None
    label: str = "unconfined"


@frozen
class InetEnd:
    """One end of an internet connection; None where there is no address."""

    ip: str | None = None
    port: int = 0
    label: str = ""


def unix_key(system: System, access: str, kind: str, local: UnixEnd, peer: UnixEnd | None = None) -> bytes:
    """What is asked about a unix socket that is mediated for itself. `accept` is asked of the local end, and where
    there is a peer of both.
    """
    socket = struct.pack(">BHHH", CLASSES[unix_class(system)], UNIX, UNIX_TYPES[kind], 0)
    if access == "create":
        return socket
    here = socket + _unix_address(local) + b"\0" + _text(local.label) + b"\0"
    if peer is not None and ACCESS[access] & WITH_PEER:
        return here + bytes((ADDRESS,)) + _unix_address(peer) + b"\0" + _text(peer.label)
    return here + _command(access, b"\0\0")


def inet_key(
    system: System, access: str, family: str, kind: str, protocol: int, local: InetEnd, peer: InetEnd | None = None
) -> bytes:
    """What is asked about an internet socket whose addresses are mediated."""
    created = network.key(system, family, kind)
    if access == "create":
        return created
    socket = created + struct.pack(">H", protocol)
    if peer is not None and ACCESS[access] & WITH_PEER:
        there = socket + _inet_end(peer, REMOTE) + b"\0" + _text(peer.label) + b"\0"
        return there + bytes((ADDRESS,)) + _inet_end(local, UNPRIVILEGED) + b"\0"
    privileged = access == "bind" and local.port < RESERVED
    here = socket + _inet_end(local, PRIVILEGED if privileged else UNPRIVILEGED) + b"\0"
    return here + _command(access, b"\0\0\0\0")


_COMMANDS: Final = {"listen": LISTEN, "setopt": OPTION, "getopt": OPTION}


def _command(access: str, option: bytes) -> bytes:
    """What follows the local end: the length of a queue, or an option. No rule names either of them."""
    if access not in _COMMANDS:
        return b""
    return bytes((_COMMANDS[access],)) + (b"\0\0" if access == "listen" else option)


def _unix_address(end: UnixEnd) -> bytes:
    if end.address is None:
        return b"\1"
    return b"\0" + _text(end.address[1:]) if end.address.startswith("@") else _text(end.address)


def _inet_end(end: InetEnd, kind: int) -> bytes:
    """The kind of port, the port, and the address behind a byte that tells its length."""
    made = struct.pack(">BH", kind, end.port)
    if end.ip is None:
        return made + b"\0"
    found = ipaddress.ip_address(end.ip)
    return made + bytes((1 if found.version == 4 else 2,)) + found.packed


def _text(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
