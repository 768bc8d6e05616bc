"""The parts that one automaton of a compiled policy is written in, and what they mean together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import repeat
from operator import add
from typing import Final

from attrs import define, field

from apparmor_dsl.semantics.model.compiled import rows, words
from apparmor_dsl.semantics.model.compiled.automaton import Attachment, CompiledDecisions
from apparmor_dsl.semantics.model.compiled.rows import COLUMNS, Row
from apparmor_dsl.semantics.model.compiled.stream import Item, Stream
from apparmor_dsl.semantics.model.compiled.tables import START, Tables, read_tables
from apparmor_dsl.semantics.model.permissions import Permissions

Meaning = Callable[[int, int], Permissions]
"""What the words that stand for a state in the tables `accept` and `accept2` mean."""

_FORM_OF_ROWS: Final = 1
_OWNER: Final = 1
"""In `accept2`, where that has flags: the row is for the owner of a file, and the next one for others."""
_FLAGS_SINCE: Final = 3


@define
class Parts:
    """The parts, as they are read. `at` is the byte where the automaton begins."""

    stream: Stream
    at: int = 0
    tables: Tables | None = None
    start: int = START
    rows: tuple[Row, ...] | None = None
    rows_version: int = 0
    names: tuple[str, ...] = ()
    seen: set[str] = field(factory=set)

    def read(self, part: str) -> bool:
        """Read the part, and say whether it is one of an automaton."""
        stream = self.stream
        match part:
            case "aadfa":
                self.at, end = stream.blob()
                self.tables = read_tables(stream.data, self.at, end, stream.damaged)
            case "start" | "dfa_start":
                self.start = stream.number(Item.U32)
            case "perms":
                self.rows = tuple(_rows(stream))
            case "permsv":
                self.rows_version = stream.number(Item.U32)
            case "xtable":
                self.names = tuple(_names(stream))
            case _:
                return False
        want_first(part, self.seen, self.stream)
        return True

    def files(self, start: int | None = None) -> CompiledDecisions:
        """What it permits as the automaton of files, or its part that does, which has a start of its own."""
        if self.tables is None:
            return CompiledDecisions()
        start = self._start(self.tables) if start is None else start
        return CompiledDecisions(self.tables, start, self._meaning_of_files(self.tables))

    def classes(self) -> CompiledDecisions:
        """What it permits as the automaton of mediation classes."""
        if self.tables is None:
            return CompiledDecisions()
        return CompiledDecisions(self.tables, self._start(self.tables), self._meaning_of_classes(self.tables))

    def attachment(self, length: int) -> Attachment | None:
        """The programs it stands for as the automaton of an attachment."""
        if self.rows is not None:
            raise self.stream.damaged.unknown(self.at, "an attachment with a table of permissions")
        return None if self.tables is None else Attachment(self.tables, length)

    def _start(self, tables: Tables) -> int:
        if self.start >= tables.states:
            raise self.stream.damaged(self.at, f"it starts in state {self.start}, and there are {tables.states}")
        return self.start

    def _meaning_of_files(self, tables: Tables) -> Meaning:
        names, table = self.names, self.rows
        if table is None:
            if any(words.missing_name(accept, names) for accept in set(tables.accept)):
                raise self.stream.damaged(self.at, _NAME_MISSING)
            return partial(words.of_file, names=names)
        # Before there were flags, every row of a file automaton had its second one.
        flags = tables.accept2 if self.rows_version >= _FLAGS_SINCE else None
        seconds = (flag & _OWNER for flag in flags) if flags is not None else repeat(1)
        self._want_row(max(map(add, tables.accept, seconds)), table)
        for row in table:
            self._want_known(rows.unknown_of_file(row))
            if rows.missing_name(row, names):
                raise self.stream.damaged(self.at, _NAME_MISSING)

        def meaning(accept: int, accept2: int) -> Permissions:
            has_second = flags is None or accept2 & _OWNER
            return rows.of_file(table[accept], table[accept + 1 if has_second else accept], names)

        return meaning

    def _meaning_of_classes(self, tables: Tables) -> Meaning:
        table = self.rows
        if table is None:
            return words.of_class
        self._want_row(max(tables.accept), table)
        for row in table:
            self._want_known(rows.unknown_of_class(row))
        return lambda accept, _accept2: rows.of_class(table[accept])

    def _want_row(self, number: int, table: tuple[Row, ...]) -> None:
        if number >= len(table):
            raise self.stream.damaged(self.at, f"a state has the permissions {number}, and there are {len(table)}")

    def _want_known(self, unknown: str | None) -> None:
        if unknown is not None:
            raise self.stream.damaged.unknown(self.at, unknown)


def want_first(part: str, seen: set[str], stream: Stream) -> None:
    """Damaged a part that was there before."""
    if part in seen:
        raise stream.damaged(stream.at, f"the part `{part}` is there twice")
    seen.add(part)


_NAME_MISSING: Final = "a program is executed in a profile whose name is not there"


def _rows(stream: Stream) -> Iterator[Row]:
    for part in stream.parts():
        if part == "version":
            at, version = stream.at, stream.number(Item.U32)
            if version != _FORM_OF_ROWS:
                raise stream.damaged.unknown(at, f"a table of permissions of version {version}")
        else:
            for _ in stream.array():
                yield Row(*(stream.number(Item.U32) for _ in range(COLUMNS)))


def _names(stream: Stream) -> Iterator[str]:
    for _ in stream.parts():
        for _ in stream.array():
            namespace, nul, name = stream.string().partition("\0")
            yield f"{namespace}:{name}" if nul else namespace
