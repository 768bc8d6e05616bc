"""The kernel's answers and ours in the same words.

The kernel says more than a rule can: who may write may also create, remove and change attributes. That is compared too
in what is permitted; of what is logged, or refused quietly, only the bits that rules have a word for.
Source: map_old_perms and aa_compute_perms in security/apparmor/policy_compat.c.
"""

from typing import Final

from attrs import frozen

from apparmor_dsl.semantics.model.permissions import Permissions
from tests.kernel.harness import Answer

FILE: Final = 2
EVERYTHING: Final = 0xFFFF_FFFF

_OTHER: Final = 14
_HALF: Final = 0x7F
_FILE_BITS: Final = {
    0x01: 0x1,
    0x02: 0x2 | 0x3170,
    0x04: 0x4 | 0x40,
    0x08: 0x8,
    0x10: 0x4_0000,
    0x20: 0x8000,
    0x40: 0x1_0000,
}
"""What the kernel makes of each bit of a half: writing comes with opening, making and changing."""
_CHANGES: Final = {0x4000_0000: 0x2000_0000, 0x8000_0000: 0x4000_0000}
"""Changing the profile at the next execution, and now."""
_GETATTR: Final = 0x200
"""Of a file: it is permitted wherever the string leads to a state, whatever the rules say."""
_LOCK: Final = 0x8000
"""Of a class: so is this since 6.4, where it means nothing."""
_NAMED: Final = 0x1 | 0x2 | 0x4 | 0x8 | 0x4_0000 | 0x8000 | 0x1_0000
"""The bits of a file that rules have a letter for."""


@frozen
class Said:
    """What is permitted, logged, and refused quietly, in the kernel's bits."""

    allow: int
    audit: int
    quiet: int


UNMEDIATED: Final = Said(EVERYTHING, 0, EVERYTHING)
"""Of a class that is not looked at."""


def heard(answer: Answer, payload: bytes) -> Said:
    """What the kernel said, without what rules cannot say."""
    if payload[0] != FILE:
        allow = answer.allow if answer.allow == EVERYTHING else answer.allow & ~_LOCK
        return Said(allow, answer.audit, answer.quiet)
    return Said(answer.allow & ~_GETATTR, answer.audit & _NAMED, answer.quiet & _NAMED)


def of_file(found: Permissions, *, owner: bool) -> Said:
    """What it says of a path, asked by the owner or another."""
    shift = 0 if owner else _OTHER
    allow, audit, quiet = (_file(word >> shift & _HALF) for word in (found.allow, found.audit, found.quiet))
    for bit, becomes in _CHANGES.items():
        if found.allow & bit:
            allow |= becomes
    return Said(allow, audit & _NAMED, quiet & _NAMED)


def of_class(found: Permissions) -> Said:
    """What it says of a string that begins with a class."""
    return Said(*(_spread(word) for word in (found.allow, found.audit, found.quiet)))


def _file(half: int) -> int:
    made = 0
    for bit, becomes in _FILE_BITS.items():
        if half & bit:
            made |= becomes
    return made


def _spread(word: int) -> int:
    """The half of the owner, and what once was that of the others."""
    other = word >> _OTHER & _HALF
    return word & _HALF | (other & 0x03) << 8 | (other & 0x1C) << 18 | (other & 0x60) << 19
