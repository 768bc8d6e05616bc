"""`unix`: which conditions exist, and which accesses have another end.

Source: unix_rule in parser/af_unix.cc, cond_check in parser/af_rule.cc.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import part_of
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.checks.peers import peer_of_local_access
from apparmor_dsl.language.vocabulary.network import UNIX_TYPES


def check(rule: ast.UnixRule) -> Iterator[Diagnostic]:
    """Conditions that are not known here, addresses that are none, and a peer for what has none."""
    yield from _conditions(rule)
    if rule.type is not None and rule.type not in UNIX_TYPES:
        way_out = did_you_mean(rule.type, UNIX_TYPES) or f"there are {', '.join(UNIX_TYPES)}"
        yield error(
            "unknown-socket-type", f"`{rule.type}` is not a socket type", part_of(rule.span, rule.type), help=way_out
        )
    for address in (rule.local.addr, rule.peer.addr):
        if address is not None and not _is_address(address):
            yield error(
                "unix-address",
                f"`addr={address}` is not the address of a unix socket",
                rule.span,
                help="write `addr=@name` for an abstract socket, `addr=none` or `addr=auto`; "
                "a socket with a path is a matter of file rules",
            )
    if rule.peer:
        yield from peer_of_local_access("unix", rule.access, rule.span)


def _conditions(rule: ast.UnixRule) -> Iterator[Diagnostic]:
    if rule.local.label is not None:
        way_out = f"write `peer=(label={rule.local.label})`"
        yield error("unknown-condition", "`label=` of a unix rule stands in `peer=(…)`", rule.span, help=way_out)
    for name, value in (("protocol", rule.protocol), ("attr", rule.attr), ("opt", rule.opt)):
        if value is not None:
            message = f"no AppArmor reads the condition `{name}=` of a unix rule"
            yield error("unknown-condition", message, rule.span, help="delete the condition")


def _is_address(text: str) -> bool:
    return text.startswith("@") or text in {"none", "auto"}
