r"""The classes that a profile mediates: entries that no rule has written.

What is asked of a class without one is permitted, whatever the rules say. Source: process_profile_policydb in
parser/parser_regex.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, MEDIATED, MediationClass, entry
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.model.userns import FEATURE as USERNS
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

_HIGHEST: Final = 1001
"""Above every rule, so that no deny takes it away. Source: MAX_INTERNAL_PRIORITY in parser/immunix.h."""
_LOWEST: Final = -1001
"""Below every rule: these classes have their access on the class byte, and each rule says it again."""

_UNMEDIATED_MODES: Final = frozenset({"unconfined", "default_allow"})
"""Profiles of these modes mediate user namespaces and nothing else."""

_BY_FEATURE: Final[tuple[tuple[MediationClass, str, tuple[int, int]], ...]] = (
    ("mount", "mount", (3, 0)),
    ("dbus", "dbus", (3, 0)),
    ("signal", "signal", (3, 0)),
    ("ptrace", "ptrace", (3, 0)),
    ("network v8", "network_v8", (3, 0)),
    ("packet", "network_v9_skb", (5, 0)),
    ("posix mqueue", "ipc/posix_mqueue", (4, 0)),
    ("sysv mqueue", "ipc/sysv_mqueue", (4, 0)),
)
"""The class, its feature, and since when the parser knows it."""


def mediated(system: System, profile: ResolvedProfile) -> Iterator[Entry]:
    """The entries by which the kernel knows the classes that the profile mediates."""
    version, supports = system.target.version, system.features.supports
    highest = _HIGHEST if version >= (4, 0) else 0
    if version >= (4, 0) and supports(USERNS):
        yield entry(None, _class("userns"), MEDIATED, priority=_LOWEST)
    if version >= (4, 0) and _UNMEDIATED_MODES.intersection(profile.flags):
        return
    if supports("policy/versions/v6") or supports("policy/versions/v7"):
        yield entry(None, _class("file"), MEDIATED, priority=highest)
    for mediation_class, feature, since in _BY_FEATURE:
        if version >= since and supports(feature):
            yield entry(None, _class(mediation_class), MEDIATED, priority=highest)
    if version >= (5, 0) and supports("network_v9/af_unix"):
        yield entry(None, _class("network v9"), MEDIATED, priority=highest)
        yield entry(None, _class("network v9") + _UNIX, MEDIATED, priority=highest)
    if supports("network/af_unix"):
        yield entry(None, _class("network"), MEDIATED, priority=highest)
        # 3.0.8 and 4.0.1 forgot what makes the 4 a number.
        yield entry(None, (_class("network") if version >= (4, 1) else "4") + _UNIX, MEDIATED, priority=highest)
    if version >= (4, 0) and supports("io_uring"):
        yield entry(None, _class("io_uring"), MEDIATED, priority=_LOWEST)


_UNIX: Final = r"\0001"
"""Meant as the two bytes of a family, and read as a NUL and a `1`."""


def _class(name: MediationClass) -> str:
    return rf"\d{CLASSES[name]}"
