"""Why a rule of sockets does not match a socket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.misses.conditions import access, glob, word
from apparmor_dsl.analysis.requests import Address, NetworkRequest, UnixRequest
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES
from apparmor_dsl.language.vocabulary.network import ACCESS_ALIASES

_TYPE_OF: Final = {"tcp": "stream", "udp": "dgram", "icmp": "raw"}


def network(rule: ast.NetworkRule, request: NetworkRequest) -> Iterator[str]:
    """For network."""
    yield from word(rule.domain, request.family, "the address family")
    kind = _TYPE_OF.get(rule.protocol or "", rule.type) if rule.protocol else rule.type
    yield from word(kind, request.type, "the socket type")
    yield from access(rule.access, request.access, ACCESS_ALIASES)
    yield from _end(rule.local, request.local, "")
    yield from _end(rule.peer, request.peer, "of the other end ")


def _end(has: ast.NetworkEndpoint, wanted: Address, whose: str) -> Iterator[str]:
    yield from word(has.ip, wanted.ip, f"the address {whose}".strip())
    if has.port is not None and wanted.port is not None:
        first, dash, last = has.port.partition("-")
        if not int(first) <= wanted.port <= int(last if dash else first):
            yield f"the port {whose}is `{has.port}`, not `{wanted.port}`"


def unix(rule: ast.UnixRule, request: UnixRequest) -> Iterator[str]:
    """For unix."""
    yield from word(rule.type, request.type, "the socket type")
    yield from access(rule.access, request.access, MESSAGE_ALIASES)
    yield from _address(rule.local.addr, request.address, "the address")
    yield from _address(rule.peer.addr, request.peer_address, "the address of the other end")
    yield from glob(rule.peer.label, request.peer, "the label of the other end")


def _address(has: str | None, wanted: str | None, what: str) -> Iterator[str]:
    if has in {"none", "auto"}:
        yield from word(has, wanted, what)
    else:
        yield from glob(has, wanted, what)
