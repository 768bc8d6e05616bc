r"""`userns create,` as entries: the class `\x15` alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, MEDIATED, bits, byte, entry, is_logged
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"create": 8}
"""Source: AA_USERNS_CREATE in parser/userns.h."""

FEATURE: Final = "namespaces/mask/userns_create"


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a userns rule, or `all`, says of user namespaces."""
    del profile
    if not system.features.supports(FEATURE):
        return
    match rule.rule:
        case ast.UsernsRule(access):
            yield from _entries(rule, system, bits(access, ACCESS))
        case ast.AllRule():
            yield from _entries(rule, system, bits((), ACCESS))
        case _:
            return


def key() -> bytes:
    """What the kernel asks about making a user namespace."""
    return bytes((CLASSES["userns"],))


def _entries(rule: ResolvedRule, system: System, access: int) -> Iterator[Entry]:
    regex = byte(CLASSES["userns"])
    yield entry(rule, regex, access, audit=is_logged(rule, system))
    # The class byte carries the access, so that the mediation must be said again with each rule's priority.
    yield entry(rule, regex, MEDIATED, mode="allow", audit=False)
