"""The words of a `network` rule."""

from collections.abc import Mapping
from typing import Final

FAMILIES: Final = (
    "alg",
    "appletalk",
    "ash",
    "atmpvc",
    "atmsvc",
    "ax25",
    "bluetooth",
    "bridge",
    "caif",
    "can",
    "econet",
    "ib",
    "ieee802154",
    "inet",
    "inet6",
    "ipx",
    "irda",
    "isdn",
    "iucv",
    "kcm",
    "key",
    "llc",
    "mctp",
    "mpls",
    "netbeui",
    "netlink",
    "netrom",
    "nfc",
    "packet",
    "phonet",
    "pppox",
    "qipcrtr",
    "rds",
    "rose",
    "rxrpc",
    "security",
    "smc",
    "sna",
    "tipc",
    "unix",
    "unspec",
    "vsock",
    "wanpipe",
    "x25",
    "xdp",
)
"""Address families. Source: DOMAIN in apparmor.d(5); parser/base_af_names.h, which also has `unspec`."""

TYPES: Final = ("dgram", "packet", "raw", "rdm", "seqpacket", "stream")
"""Socket types. Source: TYPE in apparmor.d(5). A lone `packet` is the family, not the type."""

PROTOCOLS: Final = ("icmp", "tcp", "udp")
"""Protocols. Source: PROTOCOL in apparmor.d(5). A rule has a type or a protocol, never both."""

PROTOCOLS_OF: Final[Mapping[str, tuple[str, ...]]] = {"inet": ("icmp", "tcp", "udp"), "inet6": ("tcp", "udp")}
"""The protocols that a family knows; the others know none. Source: network_mappings in parser/network.cc."""

ACCESS: Final = (
    "accept",
    "bind",
    "connect",
    "create",
    "getattr",
    "getopt",
    "listen",
    "receive",
    "send",
    "setattr",
    "setopt",
    "shutdown",
)
"""Source: NETWORK ACCESS in apparmor.d(5)."""

ACCESS_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "r": ("receive",),
    "read": ("receive",),
    "rw": ("receive", "send"),
    "w": ("send",),
    "wr": ("receive", "send"),
    "write": ("send",),
}
"""Other spellings of words of ACCESS. Source: net_perm in parser/parser_yacc.y."""

CONDITIONS: Final = ("interface", "ip", "label", "port")
"""Conditions on an end of the connection. Source: move_conditionals in parser/network.cc."""

SINCE: Final[Mapping[str, str]] = {
    "access": "4.0",
    "interface": "5.0",
    "ip": "4.0",
    "label": "5.0",
    "peer": "4.0",
    "port": "4.0",
    "range": "4.1",
}
"""The AppArmor that first knows a part of the rule, for those younger than 3.0."""

INTERNET: Final = ("inet", "inet6")
"""The families whose sockets have addresses and ports. Source: network_rule in parser/network.cc."""

UNIX_TYPES: Final = ("dccp", "dgram", "none", "packet", "raw", "rdm", "seqpacket", "stream")
"""What `type=` of a unix rule can say; unix(7) has three of them. Source: sock_types in parser/network.cc."""

LOCAL_ACCESS: Final = (
    "bind",
    "create",
    "getattr",
    "getopt",
    "listen",
    "setattr",
    "setopt",
    "shutdown",
)
"""The words of ACCESS that concern one end of a connection. Source: AA_PEER_NET_PERMS in parser/network.h."""
