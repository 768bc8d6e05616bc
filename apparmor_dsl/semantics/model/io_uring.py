r"""`io_uring (sqpoll, override_creds) label=foo,` as entries: the class `\x16`, and the label of credentials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import (
    ANY_LABEL,
    CLASSES,
    MEDIATED,
    bits,
    byte,
    entry,
    is_logged,
    of_glob,
    ranks,
)
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"override_creds": 8, "sqpoll": 0x10}
"""Source: AA_IO_URING_OVERRIDE_CREDS and AA_IO_URING_SQPOLL in parser/io_uring.h."""


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What an io_uring rule, or `all`, says of io_uring."""
    if not system.features.supports("io_uring"):
        return
    match rule.rule:
        case ast.IoUringRule(label=label) as io_uring:
            access = _with_its_likes(io_uring, profile)
            yield from _entries(rule, system, access, of_glob(rule, label, ANY_LABEL))
        case ast.AllRule():
            yield from _entries(rule, system, bits((), ACCESS), ANY_LABEL)
        case _:
            return


def key(label: str | None = None) -> bytes:
    """What the kernel asks about polling (no label), and about using credentials with a label."""
    return bytes((CLASSES["io_uring"],)) + (label or "").encode("utf-8", "surrogateescape")


def _entries(rule: ResolvedRule, system: System, access: int, label: str) -> Iterator[Entry]:
    regex = byte(CLASSES["io_uring"])
    # Without the label: a rule for one label permits overriding the credentials where none is asked about.
    yield entry(rule, regex, access, audit=is_logged(rule, system))
    # The class byte carries the access, so that the mediation must be said again with each rule's priority.
    yield entry(rule, regex, MEDIATED, mode="allow", audit=False)
    if access & ACCESS["override_creds"]:
        yield entry(rule, f"{regex}{label}", access, audit=is_logged(rule, system))


def _with_its_likes(io_uring: ast.IoUringRule, profile: ResolvedProfile) -> int:
    """The access of all the profile's rules that differ in nothing else: the parser makes one rule of them."""
    found = bits(io_uring.access, ACCESS)
    for other in profile.rules:
        match other.rule:
            case ast.IoUringRule() as like if like.label == io_uring.label and ranks(like) == ranks(io_uring):
                found |= bits(like.access, ACCESS)
            case _:
                pass
    return found
