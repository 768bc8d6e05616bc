"""The items of a compiled policy: each has a code, a value, and perhaps a name before it.

Source: enum sd_code in parser/parser_interface.c, and what apparmor_parser writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

from apparmor_dsl.semantics.model.compiled.damaged import Damaged


class Item(IntEnum):
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
    Item.U8: "a number of 8 bits",
    Item.U16: "a number of 16 bits",
    Item.U32: "a number of 32 bits",
    Item.U64: "a number of 64 bits",
    Item.NAME: "a name",
    Item.STRING: "a string",
    Item.BLOB: "a block of bytes",
    Item.STRUCT: "the begin of a structure",
    Item.STRUCT_END: "the end of a structure",
    Item.LIST: "the begin of a list",
    Item.LIST_END: "the end of a list",
    Item.ARRAY: "the begin of an array",
    Item.ARRAY_END: "the end of an array",
}
_NUMBERS = {
    Item.U8: struct.Struct("<B"),
    Item.U16: struct.Struct("<H"),
    Item.U32: struct.Struct("<I"),
    Item.U64: struct.Struct("<Q"),
}
_OPENS = {Item.STRUCT: Item.STRUCT_END, Item.LIST: Item.LIST_END, Item.ARRAY: Item.ARRAY_END}


class Stream:
    """Reads items from left to right."""

    def __init__(self, data: bytes, damaged: Damaged) -> None:
        self.data = data
        self.at = 0
        self.damaged = damaged

    @property
    def ended(self) -> bool:
        """Whether all bytes are read."""
        return self.at >= len(self.data)

    def next_item(self) -> Item:
        """What the next item is, which stays the next one."""
        if self.ended:
            raise self.damaged(self.at, "it ends here, and is not complete")
        try:
            return Item(self.data[self.at])
        except ValueError:
            raise self.damaged(self.at, f"{self.data[self.at]} is the code of no item") from None

    def name(self) -> str | None:
        """The name of the next item; None when it has none."""
        if self.next_item() is not Item.NAME:
            return None
        self.at += 1
        return _text(self._terminated())

    def number(self, item: Item) -> int:
        """A number of that size."""
        self.take(item)
        form = _NUMBERS[item]
        (value,) = form.unpack(self._bytes(form.size))
        return int(value)

    def string(self) -> str:
        """A string. A NUL inside of it is kept: it stands between a namespace and a name."""
        self.take(Item.STRING)
        return _text(self._terminated())

    def blob(self) -> tuple[int, int]:
        """Where a block of bytes begins, and where it ends."""
        self.take(Item.BLOB)
        (size,) = struct.unpack("<I", self._bytes(4))
        start = self.at
        self._bytes(size)
        return start, self.at

    def take(self, item: Item) -> None:
        """Go past the begin or the end of a structure."""
        found = self.next_item()
        if found is not item:
            raise self.damaged(self.at, f"there is {found} where {item} is expected")
        self.at += 1

    def array(self) -> Iterator[int]:
        """Go through an array: the numbers of its elements, each of which the caller reads."""
        self.take(Item.ARRAY)
        (count,) = struct.unpack("<H", self._bytes(2))
        yield from range(count)
        self.take(Item.ARRAY_END)

    def parts(self) -> Iterator[str | None]:
        """Go through a structure: the names of its parts, each of which the caller reads."""
        self.take(Item.STRUCT)
        while self.next_item() is not Item.STRUCT_END:
            yield self.name()
        self.take(Item.STRUCT_END)

    def skip(self) -> None:
        """Pass over one item, with all that is in it."""
        closing: list[Item] = []
        while True:
            item = self.next_item()
            if item is Item.NAME:
                self.name()
                continue
            if item in _NUMBERS:
                self.number(item)
            elif item is Item.STRING:
                self.string()
            elif item is Item.BLOB:
                self.blob()
            elif item in _OPENS:
                self.at += 1
                if item is Item.ARRAY:
                    self._bytes(2)
                closing.append(_OPENS[item])
            elif closing:
                self.take(closing.pop())
            else:
                raise self.damaged(self.at, f"there is {item} where an item is expected")
            if not closing:
                return

    def _bytes(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.data):
            raise self.damaged(self.at, f"{size} bytes are announced, and {len(self.data) - self.at} are left")
        found = self.data[self.at : end]
        self.at = end
        return found

    def _terminated(self) -> bytes:
        (size,) = struct.unpack("<H", self._bytes(2))
        found = self._bytes(size)
        if not found.endswith(b"\0"):
            raise self.damaged(self.at - size, "a text does not end in a NUL")
        return found[:-1]


def _text(found: bytes) -> str:
    return found.decode("utf-8", "surrogateescape")
