"""The items of a compiled policy: each has a code, a value, and perhaps a name before it.

Source: enum sd_code in parser/parser_interface.c, and what apparmor_parser writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

from apparmor_dsl.semantics.model.compiled.refuse import Refuse


class Code(IntEnum):
    """What kind of item follows."""

    U8 = 0
    U16 = 1
    U32 = 2
    U64 = 3
    NAME = 4
    STRING = 5
    BLOB = 6
    STRUCT = 7
    STRUCT_END = 8
    LIST = 9
    LIST_END = 10
    ARRAY = 11
    ARRAY_END = 12

    def __str__(self) -> str:
        return _SPOKEN[self]


_SPOKEN = {
    Code.U8: "a number of 8 bits",
    Code.U16: "a number of 16 bits",
    Code.U32: "a number of 32 bits",
    Code.U64: "a number of 64 bits",
    Code.NAME: "a name",
    Code.STRING: "a string",
    Code.BLOB: "a block of bytes",
    Code.STRUCT: "the begin of a structure",
    Code.STRUCT_END: "the end of a structure",
    Code.LIST: "the begin of a list",
    Code.LIST_END: "the end of a list",
    Code.ARRAY: "the begin of an array",
    Code.ARRAY_END: "the end of an array",
}
_NUMBERS = {
    Code.U8: struct.Struct("<B"),
    Code.U16: struct.Struct("<H"),
    Code.U32: struct.Struct("<I"),
    Code.U64: struct.Struct("<Q"),
}
_OPENS = {Code.STRUCT: Code.STRUCT_END, Code.LIST: Code.LIST_END, Code.ARRAY: Code.ARRAY_END}


class Stream:
    """Reads items from left to right."""

    def __init__(self, data: bytes, refuse: Refuse) -> None:
        self.data = data
        self.at = 0
        self.refuse = refuse

    @property
    def ended(self) -> bool:
        """Whether all bytes are read."""
        return self.at >= len(self.data)

    def next_code(self) -> Code:
        """The code of the next item, which stays the next one."""
        if self.ended:
            raise self.refuse(self.at, "it ends here, and is not complete")
        try:
            return Code(self.data[self.at])
        except ValueError:
            raise self.refuse(self.at, f"{self.data[self.at]} is no code of an item") from None

    def name(self) -> str | None:
        """The name of the next item; None when it has none."""
        if self.next_code() is not Code.NAME:
            return None
        self.at += 1
        return _text(self._terminated())

    def number(self, code: Code) -> int:
        """A number of that size."""
        self._take(code)
        form = _NUMBERS[code]
        (value,) = form.unpack(self._bytes(form.size))
        return int(value)

    def string(self) -> str:
        """A string. A NUL inside of it is kept: it stands between a namespace and a name."""
        self._take(Code.STRING)
        return _text(self._terminated())

    def blob(self) -> tuple[int, int]:
        """Where a block of bytes begins, and where it ends."""
        self._take(Code.BLOB)
        (size,) = struct.unpack("<I", self._bytes(4))
        start = self.at
        self._bytes(size)
        return start, self.at

    def enter(self, code: Code) -> None:
        """Go into a structure."""
        self._take(code)

    def leave(self, code: Code) -> None:
        """Leave a structure, of which everything is read."""
        self._take(code)

    def array(self) -> Iterator[int]:
        """Go through an array: for each of its elements, which the caller reads, its number."""
        self._take(Code.ARRAY)
        (count,) = struct.unpack("<H", self._bytes(2))
        yield from range(count)
        self._take(Code.ARRAY_END)

    def parts(self) -> Iterator[str | None]:
        """Go through a structure: for each of its parts, which the caller reads, its name."""
        self._take(Code.STRUCT)
        while self.next_code() is not Code.STRUCT_END:
            yield self.name()
        self._take(Code.STRUCT_END)

    def skip(self) -> None:
        """Pass over one item, with all that is in it."""
        closing: list[Code] = []
        while True:
            code = self.next_code()
            if code is Code.NAME:
                self.name()
                continue
            if code in _NUMBERS:
                self.number(code)
            elif code is Code.STRING:
                self.string()
            elif code is Code.BLOB:
                self.blob()
            elif code in _OPENS:
                self.at += 1
                if code is Code.ARRAY:
                    self._bytes(2)
                closing.append(_OPENS[code])
            elif closing:
                self._take(closing.pop())
            else:
                raise self.refuse(self.at, f"there is {code} where an item is expected")
            if not closing:
                return

    def _take(self, code: Code) -> None:
        found = self.next_code()
        if found is not code:
            raise self.refuse(self.at, f"there is {found} where {code} is expected")
        self.at += 1

    def _bytes(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise self.refuse(self.at, f"{size} bytes are announced, and {len(self.data) - self.at} are left")
        found = self.data[self.at : end]
        self.at = end
        return found

    def _terminated(self) -> bytes:
        (size,) = struct.unpack("<H", self._bytes(2))
        found = self._bytes(size)
        if not found.endswith(b"\0"):
            raise self.refuse(self.at - size, "a text does not end in a NUL")
        return found[:-1]


def _text(found: bytes) -> str:
    return found.decode("utf-8", "surrogateescape")
