"""The automata of a compiled policy as they are stored: tables in the manner of flex, their numbers big endian.

What the kernel refuses to load is refused here. Source: verify_dfa in the kernel's security/apparmor/match.c,
parser/libapparmor_re/chfa.cc.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from typing import Final

from attrs import frozen

from apparmor_dsl.semantics.model.compiled.damaged import Damaged

TRAP: Final = 0
"""The state that nothing leads out of."""
START: Final = 1

INDEX: Final = 0x00FF_FFFF
"""Of a base: where the state's window into `next` and `check` begins."""
FURTHER: Final = 0x8000_0000
"""Of a base: what has no move of its own moves as the default state does (differential encoding)."""
BESIDE: Final = 0x2000_0000
"""Of a base: the state has a move that is no byte, in front of its window."""
_UNKNOWN_FLAGS: Final = 0x1F00_0000

_MAGIC: Final = b"\x1b\x5e\x78\x3d"
_HEADER: Final = struct.Struct(">4sIIH")
_TABLE: Final = struct.Struct(">HHII")
_TYPES: Final = {1: "B", 2: "H", 4: "I"}
_NAMES: Final = {
    1: "accept",
    2: "base",
    3: "check",
    4: "default",
    5: "classes",
    7: "accept2",
    8: "next",
}
_WIDTHS: Final[dict[str, tuple[int, ...]]] = {
    "accept": (4,),
    "accept2": (4,),
    "base": (4,),
    "classes": (1,),
    "check": (2, 4),
    "default": (2, 4),
    "next": (2, 4),
}
"""In bytes."""
_ALIGNED: Final = 8


@frozen(eq=False)
class Tables:
    """One automaton. INVARIANT: every state that is named in it exists, and no chain of defaults is endless.

    `classes` sorts the bytes into classes, which the windows are indexed by; None where each byte is a class of its
    own. `accept` and `accept2` say for each state what is permitted; `accept2` may be absent.
    """

    accept: Sequence[int]
    accept2: Sequence[int] | None
    base: Sequence[int]
    default: Sequence[int]
    next: Sequence[int]
    check: Sequence[int]
    classes: Sequence[int] | None

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.base)


NO_TABLES: Final = Tables((0, 0), None, (0, 0), (0, 0), (0,) * 256, (0,) * 256, None)
"""An automaton that matches nothing."""


def read_tables(data: bytes, start: int, end: int, damaged: Damaged) -> Tables:
    """The automaton in a block of bytes."""
    # It ends where the block ends, and the bytes in front are there for its size to be a multiple of eight.
    start += (end - start) % _ALIGNED
    if end - start < _HEADER.size:
        raise damaged(start, "an automaton is too short")
    magic, header, size, _ = _HEADER.unpack_from(data, start)
    if magic != _MAGIC:
        raise damaged(start, "an automaton does not begin with its magic number 1B5E783D")
    if not _HEADER.size <= header <= size <= end - start:
        raise damaged(start + 4, f"an automaton of {end - start} bytes is said to have {size}, {header} of them a head")
    found = _tables(data, start + header, start + size, damaged)
    for name in ("accept", "base", "default", "next", "check"):
        if name not in found:
            raise damaged(start, f"an automaton has no table `{name}`")
    tables = Tables(
        found["accept"],
        found.get("accept2"),
        found["base"],
        found["default"],
        found["next"],
        found["check"],
        found.get("classes"),
    )
    wrong = _wrong(tables)
    if wrong is not None:
        raise damaged(start, f"in an automaton {wrong}")
    return tables


def _tables(data: bytes, at: int, end: int, damaged: Damaged) -> dict[str, Sequence[int]]:
    found: dict[str, Sequence[int]] = {}
    while at < end:
        if end - at < _TABLE.size:
            raise damaged(at, "the head of a table is cut short")
        number, width, high, length = _TABLE.unpack_from(data, at)
        name = _NAMES.get(number)
        if name is None or name in found:
            raise damaged(at, f"a table has the number {number}, which is {'taken' if name else 'none'}")
        if width not in _WIDTHS[name] or high:
            raise damaged(at, f"the table `{name}` has numbers of {width} bytes, in {high} rows")
        first, last = at + _TABLE.size, at + _TABLE.size + width * length
        if last > end:
            raise damaged(at, f"the table `{name}` has {length} numbers, and {end - first} bytes are left for it")
        found[name] = _numbers(data[first:last], width)
        at += (last - at + _ALIGNED - 1) // _ALIGNED * _ALIGNED
    return found


def _numbers(data: bytes, width: int) -> Sequence[int]:
    made = array(_TYPES[width], data)
    if sys.byteorder == "little":
        made.byteswap()
    return made


def _wrong(tables: Tables) -> str | None:
    """Why the tables do not belong together."""
    states, moves = tables.states, len(tables.next)
    if states <= START:
        return "there are no states"
    for name, table in (("accept", tables.accept), ("accept2", tables.accept2), ("default", tables.default)):
        if table is not None and len(table) != states:
            return f"the table `{name}` speaks of {len(table)} states, and there are {states}"
    if tables.classes is not None and len(tables.classes) != 256:
        return f"the table `classes` speaks of {len(tables.classes)} bytes"
    if len(tables.check) != moves:
        return f"the table `check` speaks of {len(tables.check)} moves, and there are {moves}"
    for name, table in (("default", tables.default), ("next", tables.next), ("check", tables.check)):
        if table and max(table) >= states:
            return f"the table `{name}` names the state {max(table)}, and there are {states}"
    if max(base & INDEX for base in tables.base) + 255 >= moves:
        return "a state has its moves beyond the end of the table `next`"
    if any(base & _UNKNOWN_FLAGS for base in tables.base):
        return "a state has flags that are none"
    if any(base & BESIDE and not base & INDEX for base in tables.base):
        return "a state has a move before the begin of the table `next`"
    return "states are each other's default, without end" if _has_loop(tables) else None


def _has_loop(tables: Tables) -> bool:
    ends = bytearray(not base & FURTHER for base in tables.base)
    """1 where the chain of defaults is known to end, 2 where it is being followed."""
    for state in range(tables.states):
        chain = []
        while not ends[state]:
            ends[state] = 2
            chain.append(state)
            state = tables.default[state]  # noqa: PLW2901 - the chain is followed
        if ends[state] == 2:
            return True
        for each in chain:
            ends[each] = 1
    return False
