"""Network rules for kernels that do not have them among the mediation classes: a table of families and types.

It is what the features before `network_v8` ask for. Source: what 3.0.8, 4.1.8 and 5.0.2 compile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.network import sockets
from apparmor_dsl.semantics.model.network_lines import names_address
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.model.sockets import TYPES, UNIX, UNIX_TYPES, mediates_network
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Version

EVERY_TYPE: Final = 0xFFFF
_NAMED_TYPES: Final = sum(1 << number for number in TYPES.values())
"""What a rule permits that names a family and no type."""


def socket_table(profile: ResolvedProfile, system: System) -> Mapping[int, Permissions]:
    """For each family of which something is said, its socket types, each the bit of its number."""
    if mediates_network(system) or not system.features.supports("network"):
        return {}
    table: defaultdict[int, _Said] = defaultdict(_Said)
    for rule in profile.rules:
        for family, types in _spoken_of(rule, system.target.version):
            table[family].add(rule, types, system.target.version)
    made = {family: said.permissions() for family, said in table.items()}
    return {family: permitted for family, permitted in made.items() if permitted != NOTHING}


@define
class _Said:
    allow: int = 0
    audit: int = 0
    deny: int = 0
    quiet: int = 0

    def add(self, rule: ResolvedRule, types: int, version: Version) -> None:
        """What one more rule says of types of the family."""
        audited = rule.audit
        if rule.access_type == "deny":
            if isinstance(rule.rule, ast.AllRule):
                audited = not audited and version != (4, 1)
            self.deny |= types
            # Since 4.0 what is audited is quiet, and the other way round.
            self.quiet |= types if audited is (version >= (4, 0)) else 0
        else:
            self.allow |= types
            self.audit |= types if audited else 0

    def permissions(self) -> Permissions:
        """A deny wins."""
        allow = self.allow & ~self.deny
        return Permissions(allow, self.audit & allow, self.quiet & ~allow)


def _spoken_of(rule: ResolvedRule, version: Version) -> Iterator[tuple[int, int]]:
    """The families that a rule speaks of, and of each the types."""
    match rule.rule:
        case ast.NetworkRule(domain=domain, type=kind, protocol=protocol) as network:
            is_bare = domain is None and kind is None and protocol is None and not names_address(network)
            every = EVERY_TYPE if is_bare else _NAMED_TYPES
            for found in sockets(network):
                yield found.family, every if found.type is None else 1 << found.type
        case ast.AllRule() if version >= (4, 1):
            for found in sockets(ast.NetworkRule()):
                yield found.family, EVERY_TYPE
        case ast.UnixRule(type=kind) if rule.access_type != "deny":
            yield UNIX, EVERY_TYPE if kind is None else 1 << UNIX_TYPES[kind]
        case _:
            return
