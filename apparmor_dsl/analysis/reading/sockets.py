"""`connect inet stream`, `bind tcp port 80`, `network inet dgram`, `unix connect /run/x.sock`"""

from __future__ import annotations

import re
from typing import Final

from apparmor_dsl.analysis.reading.words import Said, Word
from apparmor_dsl.analysis.requests import Address, NetworkRequest, Request, UnixRequest
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.vocabulary import network

FORMS: Final = (
    "for example `connect inet stream`, `network inet6 dgram`, `listen tcp port 80`, "
    "`unix connect stream addr=/run/x.sock peer=(label=foo)`"
)

VERBS: Final = ("accept", "bind", "connect", "getopt", "listen", "receive", "send", "setopt", "shutdown")
"""Words of network access that open a request about a socket."""

_FAMILIES: Final = {"ipv4": "inet", "ipv6": "inet6", "local": "unix"}
_TYPES: Final = {"tcp": "stream", "udp": "dgram", "icmp": "raw", "datagram": "dgram"}
_RAW: Final = frozenset({"netlink", "packet"})
"""Families whose sockets are raw where nobody says otherwise."""
_END: Final = re.compile(r"([0-9.]+)(?::(\d{1,5}))?")
"""`10.0.0.1` or `10.0.0.1:443`"""
_BETWEEN: Final = frozenset(
    {"a", "an", "and", "from", "network", "on", "over", "socket", "sockets", "the", "to", "unix"}
)


def read_network(said: Said) -> Request:
    """`network` and what follows, or an access word first."""
    access: list[str] = []
    family = kind = protocol = None
    named_port = said.take_after("port")
    rest: list[Word] = []
    for word in said.words:
        text = word.lower
        if text in network.ACCESS or text in network.ACCESS_ALIASES:
            access += network.ACCESS_ALIASES.get(text, (text,))
        elif kind is None and family is not None and text in network.TYPES:
            kind = text
        elif text in network.FAMILIES or text in _FAMILIES:
            family = _FAMILIES.get(text, text)
        elif text in network.TYPES or text in _TYPES:
            protocol = text if text in network.PROTOCOLS else protocol
            kind = _TYPES.get(text, text)
        elif text not in _BETWEEN:
            rest.append(word)
    local, peer = _address(said), _address(said.group("peer"))
    outward = "connect" in access or "send" in access
    for word in rest:
        end = _END.fullmatch(word.text)
        if end is None or "." not in word.text:
            said.reject(f"there is no address family or socket type `{word.text}`", word, _way_out(word))
        port = int(end[2]) if end[2] else None
        local, peer = (local, Address(end[1], port)) if outward else (Address(end[1], port), peer)
    said.words.clear()
    if family == "unix":
        return _unix(said, tuple(dict.fromkeys(access)), kind)
    if family is None and kind is None and named_port is None and local == peer == Address():
        said.reject("it is not said which sockets are meant", None, FORMS)
    if family is None:
        family = "inet"
        said.notes.append("the address family is not said: asked about `inet`")
    if kind is None:
        kind = "raw" if family in _RAW else "stream"
        said.notes.append(f"the socket type is not said: asked about `{kind}`")
    if named_port is not None:
        port = _port(said, named_port)
        local, peer = (local, Address(peer.ip, port)) if outward else (Address(local.ip, port), peer)
    said.end(FORMS)
    return NetworkRequest(tuple(dict.fromkeys(access)) or ("create",), family, kind, protocol, local, peer)


def read_unix(said: Said) -> Request:
    """`unix`, or an access word before it or before a path, with everything still there."""
    access: list[str] = []
    kind = None
    rest: list[Word] = []
    for word in said.words:
        text = word.lower
        if text in network.ACCESS or text in network.ACCESS_ALIASES:
            access += network.ACCESS_ALIASES.get(text, (text,))
        elif text in network.UNIX_TYPES:
            kind = text
        elif text not in _BETWEEN:
            rest.append(word)
    said.words = rest
    return _unix(said, tuple(dict.fromkeys(access)), kind)


def _unix(said: Said, access: tuple[str, ...], kind: str | None) -> UnixRequest:
    given = said.value("type")
    if given is not None:
        kind = said.known(given, network.UNIX_TYPES, "type of a unix socket")
    if kind is None:
        kind = "stream"
        said.notes.append("the socket type is not said: asked about `stream`")
    own, ends = said.value("addr", "address"), said.group("peer")
    peer_address, peer = ends.value("addr", "address"), ends.value("label")
    loose = next((word for word in said.words if word.text.startswith(("/", "@"))), None)
    if loose is not None:
        said.words.remove(loose)
        if "connect" in access or "send" in access:
            peer_address = peer_address or loose
        else:
            own = own or loose
    ends.end(FORMS)
    said.end(FORMS)
    return UnixRequest(access or ("create",), kind, _text(own), _text(peer_address), _text(peer))


def _way_out(word: Word) -> str:
    known = (*network.FAMILIES, *network.TYPES, *network.PROTOCOLS, *network.ACCESS, *_FAMILIES)
    return did_you_mean(word.lower, known) or FORMS


def _address(said: Said) -> Address:
    ip, port = said.value("ip"), said.value("port")
    return Address(ip.text if ip else None, _port(said, port) if port else None)


def _port(said: Said, word: Word) -> int:
    if not word.text.isdecimal() or int(word.text) > 0xFFFF:
        said.reject(f"`{word.text}` is no port", word, "ports are 0 to 65535")
    return int(word.text)


def _text(word: Word | None) -> str | None:
    return word.text if word else None
