"""`network`: which families, types and protocols exist together, and what addresses look like.

Source: network_rule and network_mappings in parser/network.cc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast
from apparmor_dsl.language.checks.peers import peer_of_local_access
from apparmor_dsl.language.vocabulary.network import INTERNET, PROTOCOLS_OF

_PORT = re.compile(r"[ \t]*[+-]?[0-9]+")
_GREATEST_PORT = 65535
_WRAPS = 1 << 64
"""The parser reads ports with strtoul(3), for which `-1` is the greatest number of all."""


def check(rule: ast.NetworkRule) -> Iterator[Diagnostic]:
    """A protocol of another family, conditions of another family, addresses that are none."""
    yield from _protocol(rule)
    yield from _family(rule)
    for end in (rule.local, rule.peer):
        yield from _address(rule, end)
    if rule.peer.interface is not None:
        yield error(
            "network-interface",
            "`interface=` does not stand in `peer=(…)`: it is this machine's",
            rule.span,
            help=f"write `interface={rule.peer.interface}` before `peer=`",
        )
    if rule.peer.ip is not None or rule.peer.port is not None:
        yield from peer_of_local_access("network", rule.access, rule.span)


def _protocol(rule: ast.NetworkRule) -> Iterator[Diagnostic]:
    if rule.domain is None or rule.protocol is None:
        return
    known = PROTOCOLS_OF.get(rule.domain, ())
    if rule.protocol not in known:
        families = " and ".join(f"`{family}`" for family, names in PROTOCOLS_OF.items() if rule.protocol in names)
        yield error(
            "network-protocol",
            f"the family `{rule.domain}` has no protocol `{rule.protocol}`",
            rule.span,
            help=f"`{rule.protocol}` belongs to {families}; leave it out, or name a type such as `stream`",
        )


def _family(rule: ast.NetworkRule) -> Iterator[Diagnostic]:
    """Conditions beside a family that has no addresses. A `label=` in `peer=(…)` is not held to it."""
    if rule.domain is None or rule.domain in INTERNET:
        return
    said = [
        name
        for name, value in (
            ("ip=", rule.local.ip or rule.peer.ip),
            ("port=", rule.local.port or rule.peer.port),
            ("interface=", rule.local.interface),
            ("label=", rule.local.label or rule.local.assigned_label),
        )
        if value is not None
    ]
    if said:
        yield error(
            "network-family",
            f"the family `{rule.domain}` takes no `{said[0]}`",
            rule.span,
            help="only `inet` and `inet6` have addresses: name one of them, or take the condition out",
        )


def _address(rule: ast.NetworkRule, end: ast.NetworkEndpoint) -> Iterator[Diagnostic]:
    if end.ip is not None and not _is_ip(end.ip):
        yield error(
            "network-address",
            f"`ip={end.ip}` is not an address",
            rule.span,
            help="write one address such as `192.0.2.1` or `2001:db8::1`, or `none`; "
            "no AppArmor reads a network (`/24`), a name or a variable here",
        )
    if end.port is not None and not _is_port(end.port):
        yield error(
            "network-port",
            f"`port={end.port}` is not a port",
            rule.span,
            help=f"write a number up to {_GREATEST_PORT}, or a range with the smaller number first: `port=80-90`",
        )
    if end.label is not None and end.assigned_label is not None:
        yield error("duplicate-condition", "`label=` is said twice", rule.span, help="write one rule for each")


def _is_ip(text: str) -> bool:
    import socket  # only where there is an address

    if text == "none":
        return True
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, text)
        except (OSError, ValueError):
            continue
        return True
    return False


def _is_port(text: str) -> bool:
    first, dash, last = text.partition("-")
    if dash:
        ends = _number(first), _number(last)
        if ends[0] is not None and ends[1] is not None:
            return ends[0] <= ends[1]
    return _number(text) is not None


def _number(text: str) -> int | None:
    if not _PORT.fullmatch(text):
        return None
    number = int(text) % _WRAPS
    return number if number <= _GREATEST_PORT else None
