r"""`ptrace (read, trace) peer=foo,` as entries: `\x09` and the label of the other task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, SOME_LABEL, bits, byte, entry, is_logged, of_glob
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"trace": 2, "read": 4, "tracedby": 8, "readby": 0x10}
"""Source: AA_MAY_TRACE and its likes in parser/ptrace.h."""


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a ptrace rule, or `all`, says of tracing."""
    del profile
    if not system.features.supports("ptrace"):
        return
    match rule.rule:
        case ast.PtraceRule(access, peer):
            label = of_glob(rule, peer, SOME_LABEL)
            yield entry(rule, f"{_BEFORE}{label}", bits(access, ACCESS))
        case ast.AllRule():
            yield entry(rule, f"{_BEFORE}{SOME_LABEL}", bits((), ACCESS), audit=is_logged(rule, system))
        case _:
            return


def key(peer: str) -> bytes:
    """What the kernel asks about tracing, or being traced by, a task with this label."""
    return bytes((CLASSES["ptrace"],)) + peer.encode("utf-8", "surrogateescape")


_BEFORE: Final = f"({byte(CLASSES['label'])}|){byte(CLASSES['ptrace'])}"
"""With and without the class of labels."""
