"""Sockets are permitted that hardly any program means: of the kernel's ciphers, of the hypervisor, of raw packets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide, permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.capability import capability_bit
from apparmor_dsl.semantics.model.network import key, sockets
from apparmor_dsl.semantics.model.sockets import ACCESS, FAMILIES, TYPES, mediates_network

LINT = Lint(__name__, Severity.WARNING, Group.security)


@frozen
class _Sockets:
    """Sockets of a family and a type, what they are for, and the capability that they take."""

    family: str
    type: str
    are: str
    takes: str | None = None


_RARE: Final = (
    _Sockets("alg", "seqpacket", "which reach the kernel's ciphers"),
    _Sockets("vsock", "stream", "which reach the hypervisor and other guests"),
    _Sockets("packet", "raw", "which read and forge what others send", "net_raw"),
    _Sockets("inet", "raw", "which forge what others send", "net_raw"),
)
"""Source: socket(2), vsock(7), packet(7), raw(7), and the kernel's crypto/userspace-if.rst."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits them without naming them.

    A notice in a container, where many programs run, and where a type is named: few think of `vsock` at `stream`, but
    who writes `raw` means raw packets.
    """
    contained = permits_all_files(profile.profile)
    for rule in profile.rules(ast.NetworkRule):
        network = rule.rule
        if not isinstance(network, ast.NetworkRule) or rule.access_type == "deny" or network.domain is not None:
            continue
        found = [one for one in _RARE if _speaks_of(network, one) and _is_permitted(one, profile)]
        if not found:
            continue
        others = ", ".join(f"`{one.family} {one.type}`" for one in found[1:])
        first = found[0]
        yield LINT.found(
            f"`{profile.profile.name}` may open sockets of `{first.family} {first.type}`, {first.are}",
            profile.place(rule),
            labels=way(profile, rule, "permits them"),
            help="name the families: `network inet,` `network inet6,`; or `deny network alg,`",
            notes=(f"by the same rule it may open {others}",) if others else (),
            severity=Severity.NOTICE if contained or not is_wide(network) else Severity.WARNING,
        )


def _speaks_of(rule: ast.NetworkRule, one: _Sockets) -> bool:
    return any(each.family == FAMILIES[one.family] and each.type in {None, TYPES[one.type]} for each in sockets(rule))


def _is_permitted(one: _Sockets, profile: LintedProfile) -> bool:
    """Whether no deny is in the way, and the capability is held that is asked for."""
    model, system = profile.model, profile.system
    if one.takes is not None and not model.capabilities.allow & capability_bit(one.takes, system):
        return False
    if mediates_network(system):
        return bool(model.classes.ask(key(system, one.family, one.type)).allow & ACCESS["create"])
    table = model.sockets.get(FAMILIES[one.family])
    return table is not None and bool(table.allow >> TYPES[one.type] & 1)
