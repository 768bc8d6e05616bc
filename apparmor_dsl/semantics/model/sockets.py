"""What `network` and `unix` rules have in common: access, families, types and commands as numbers."""

from __future__ import annotations

from typing import Final

from apparmor_dsl.semantics.model.lines import MediationClass
from apparmor_dsl.semantics.model.system import System

ACCESS: Final = {
    "send": 0x2,
    "receive": 0x4,
    "create": 0x10,
    "shutdown": 0x20,
    "connect": 0x40,
    "setattr": 0x4000,
    "getattr": 0x8000,
    "accept": 0x1_0000,
    "bind": 0x2_0000,
    "listen": 0x4_0000,
    "setopt": 0x8_0000,
    "getopt": 0x10_0000,
}
"""Source: AA_NET_ and map_perms in parser/network.h."""

ALL: Final = sum(ACCESS.values())
OPTIONS: Final = ACCESS["setopt"] | ACCESS["getopt"]
WITH_PEER: Final = ACCESS["send"] | ACCESS["receive"] | ACCESS["connect"] | ACCESS["accept"]
"""What the other end of the connection is asked about for. Source: AA_PEER_NET_PERMS in parser/network.h."""
LOCAL: Final = ALL & ~WITH_PEER | ACCESS["accept"]
"""Source: AA_LOCAL_NET_PERMS in parser/network.h."""

GOES_ON: Final = 0x1000_0000
"""No access: the kernel has to match on, for there is more to ask. Source: AA_COMPAT_CONT_MATCH in parser/perms.h."""

INTERFACE: Final = 0x8000_0000
"""No access: the name of the interface was asked about. Measured with 5.0.2."""

ADDRESS: Final = 1
LISTEN: Final = 2
OPTION: Final = 4
"""The byte that says what follows the local end: another end, a queue length, an option. Source: CMD_ in network.h."""

UNIX: Final = 1
INET: Final = 2
INET6: Final = 10

FAMILIES: Final = {
    "unspec": 0,
    "unix": UNIX,
    "inet": INET,
    "ax25": 3,
    "ipx": 4,
    "appletalk": 5,
    "netrom": 6,
    "bridge": 7,
    "atmpvc": 8,
    "x25": 9,
    "inet6": INET6,
    "rose": 11,
    "netbeui": 13,
    "security": 14,
    "key": 15,
    "netlink": 16,
    "packet": 17,
    "ash": 18,
    "econet": 19,
    "atmsvc": 20,
    "rds": 21,
    "sna": 22,
    "irda": 23,
    "pppox": 24,
    "wanpipe": 25,
    "llc": 26,
    "ib": 27,
    "mpls": 28,
    "can": 29,
    "tipc": 30,
    "bluetooth": 31,
    "iucv": 32,
    "rxrpc": 33,
    "isdn": 34,
    "phonet": 35,
    "ieee802154": 36,
    "caif": 37,
    "alg": 38,
    "nfc": 39,
    "vsock": 40,
    "kcm": 41,
    "qipcrtr": 42,
    "smc": 43,
    "xdp": 44,
    "mctp": 45,
}
"""Source: AF_ in socket.h; 12 was DECnet's."""

EVERY_FAMILY: Final = range(46)

TYPES: Final = {"stream": 1, "dgram": 2, "raw": 3, "rdm": 4, "seqpacket": 5, "packet": 10}
"""The socket types of network rules. Source: SOCK_ in socket.h."""

UNIX_TYPES: Final = {**TYPES, "none": 0, "dccp": 6}
"""The socket types of unix rules. Source: sock_types in parser/network.cc."""


def network_class(system: System) -> MediationClass:
    """The class of network rules."""
    if system.target.version >= (5, 0) and system.features.supports("network_v9"):
        return "network v9"
    return "network v8"


def unix_class(system: System) -> MediationClass:
    """The class of unix rules, which can be an older one."""
    found = network_class(system)
    return "network" if found == "network v8" and not system.features.supports("network_v8") else found


def mediates_unix(system: System) -> bool:
    """Whether more of unix sockets is mediated than of any others."""
    newer = system.target.version >= (5, 0) and system.features.supports("network_v9/af_unix")
    return newer or system.features.supports("network/af_unix")


def mediates_network(system: System) -> bool:
    """Whether the policy's automaton has sockets."""
    newer = system.target.version >= (5, 0) and system.features.supports("network_v9")
    return newer or system.features.supports("network_v8")
