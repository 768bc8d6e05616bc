"""What the rows mean that a compiled policy of the new form says permissions in, since Linux 6.14.

There `accept` is the number of a row. What is permitted stands in it in the kernel's bits, finer than those of a rule;
they are brought back to the words of the old form, which say all that the parser can write. Sources: parser/perms.h,
parser/libapparmor_re/policy_compat.cc, and what apparmor_parser 4.1.8 and 5.0.2 write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from attrs import fields, frozen

from apparmor_dsl.semantics.model.compiled.words import CHANGE_PROFILE, GOES_ON, HALF, ONEXEC, OTHER, normal
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import Permissions


@frozen
class Row:
    """One row of the table. `index` is the transition of an execution."""

    reserved: int
    allow: int
    deny: int
    subtree: int
    cond: int
    kill: int
    complain: int
    prompt: int
    audit: int
    quiet: int
    hide: int
    index: int
    tag: int
    label: int


COLUMNS: Final = len(fields(Row))
_NEVER_WRITTEN: Final = ("deny", "subtree", "cond", "kill", "complain", "hide", "label")
"""They change what is permitted, and no parser writes them."""

_Bits = tuple[tuple[int, int], ...]
"""Each the bit of a word, and the bit of a row that stands for the same access."""

_EXEC: Final = 0x1
_FILE_BITS: Final[_Bits] = (
    (0x1, 0x1),
    (0x2, 0x2),
    (0x4, 0x4),
    (0x8, 0x8),
    (0x10, 0x4_0000),
    (0x20, 0x8000),
    (0x40, 0x1_0000),
    (ONEXEC, 0x2000_0000),
    (CHANGE_PROFILE, 0x4000_0000),
)
_COME_WITH: Final[Mapping[int, int]] = {0x2: 0x3170, 0x4: 0x240}
"""What comes with an access of a file: w creates, deletes, opens and changes attributes, r opens and reads them."""
_ALWAYS: Final = 0x200
"""Attributes of a file may be read whatever the rules say."""

_CLASS_BITS: Final[_Bits] = (
    *((1 << bit, 1 << bit) for bit in range(7)),
    (0x4000, 0x100),
    (0x8000, 0x200),
    (0x1_0000, 0x10_0000),
    (0x2_0000, 0x20_0000),
    (0x4_0000, 0x40_0000),
    (0x8_0000, 0x100_0000),
    (0x10_0000, 0x200_0000),
    (GOES_ON, 0x800_0000),
    (CHANGE_PROFILE, CHANGE_PROFILE),
)
_LOCK: Final = 0x8000
"""Permitted in every row of a class, since the old form has no bit for it."""

_NUMBER: Final = 0xFF_FFFF
_BY_NAME: Final = 0x400_0000
_NAMED: Final = 0x800_0000
_UNSAFE: Final = 0x1000_0000
_CHILD: Final = 0x2000_0000
_INHERITS: Final = 0x4000_0000
_UNCONFINED: Final = 0x8000_0000


def of_file(owner: Row, other: Row, names: Sequence[str]) -> Permissions:
    """What the rows say of a path, to its owner and to others."""
    return normal(
        _halves(owner.allow, other.allow),
        _halves(owner.audit, other.audit),
        _halves(owner.quiet, other.quiet),
        _exec(owner, names),
        _exec(other, names),
        _halves(owner.prompt, other.prompt),
    )


def of_class(row: Row) -> Permissions:
    """What the row says of a string that begins with a mediation class."""
    allow, audit, quiet = (_word(bits, _CLASS_BITS) for bits in (row.allow, row.audit, row.quiet))
    return normal(allow, audit, quiet, asked=_word(row.prompt, _CLASS_BITS))


def missing_name(row: Row, names: Sequence[str]) -> bool:
    """Whether the transition leads to a name that is not there."""
    return bool(row.allow & _EXEC and row.index & _NAMED) and row.index & _NUMBER >= len(names)


def unknown_of_file(row: Row) -> str | None:
    """What of a row of files has no meaning here."""
    return _unknown(row, _FILE_BITS, _COME_WITH, _ALWAYS)


def unknown_of_class(row: Row) -> str | None:
    """What of a row of mediation classes has no meaning here."""
    return _unknown(row, _CLASS_BITS, {}, _LOCK)


def _unknown(row: Row, table: _Bits, come_with: Mapping[int, int], free: int) -> str | None:
    for column in _NEVER_WRITTEN:
        if getattr(row, column):
            return f"the column `{column}` has the value {getattr(row, column):#x}"
    for column in ("allow", "prompt", "audit", "quiet"):
        bits = getattr(row, column)
        word = _word(bits, table)
        known = sum(bit for own, bit in table if word & own)
        for own, more in come_with.items():
            known |= more if word & own else 0
        # What is permitted is not asked about, also where it comes with what is.
        apart = free | row.allow if column == "prompt" else free
        if known | apart != bits | apart:
            return f"the column `{column}` has the bits {bits:#x}, which no rule brings about"
    return None


def _word(bits: int, table: _Bits) -> int:
    return sum(own for own, bit in table if bits & bit)


def _halves(owner: int, other: int) -> int:
    theirs = _word(other, _FILE_BITS)
    return _word(owner, _FILE_BITS) | theirs & ~HALF | (theirs & HALF) << OTHER


def _exec(row: Row, names: Sequence[str]) -> Transition | None:
    if not row.allow & _EXEC:
        return None
    unconfined, inherits, unsafe = (bool(row.index & flag) for flag in (_UNCONFINED, _INHERITS, _UNSAFE))
    if row.index & _NAMED:
        return Transition("named", names[row.index & _NUMBER], inherits, unconfined, unsafe)
    if row.index & _BY_NAME:
        return Transition("child" if row.index & _CHILD else "profile", None, inherits, unconfined, unsafe)
    return Transition("unconfined" if unconfined else "none", None, inherits, unsafe=unsafe)
