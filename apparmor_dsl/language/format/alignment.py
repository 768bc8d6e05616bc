"""Puts the lines of neighbouring statements below each other, where their author had done so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from apparmor_dsl.language.format import columns, tables
from apparmor_dsl.language.format.columns import OPERATORS, Column, Path
from apparmor_dsl.language.format.gaps import column_of
from apparmor_dsl.language.format.layout import COMMENT_SPACE, behind, flat, pieces
from apparmor_dsl.language.format.tables import Cell
from apparmor_dsl.language.parser.concrete import Branch, words
from apparmor_dsl.language.parser.place import Token

if TYPE_CHECKING:
    from apparmor_dsl.language.format.statements import Entry

_ROWS = frozenset({"mount_rule", "remount_rule", "umount_rule"})
"""What authors write as rows of a table."""


def aligned(text: str, entries: Sequence[Entry], made: list[list[str]], indent: str) -> Iterator[list[str]]:
    """The lines of the statements of one block, `made` of its entries, in columns and with the comments behind them."""
    return _Block(text, indent).lines(entries, made)


@frozen
class _Block:
    """A block of a text, whose statements stand `indent` in."""

    text: str
    indent: str

    def lines(self, entries: Sequence[Entry], made: list[list[str]]) -> Iterator[list[str]]:
        """The lines of each statement with the comments behind it."""
        indent = self.indent
        self._as_tables(entries, made)
        margins = self._margins(entries, made)
        for lines, pad in zip(made, margins, strict=True):
            lines[0] = f"{indent}{' ' * pad}{lines[0].removeprefix(indent)}"
        marks = [
            self._mark(entry.statement, lines, pad) for entry, lines, pad in zip(entries, made, margins, strict=True)
        ]
        for lines, mark, column in zip(made, marks, columns.placed(marks), strict=True):
            if mark is not None and column is not None:
                at = len(indent) + mark.begins
                lines[0] = f"{lines[0][:at]}{' ' * (column - mark.least)}{lines[0][at:]}"
        ends = [self._end(entry, lines, pad) for entry, lines, pad in zip(entries, made, margins, strict=True)]
        for entry, lines, column in zip(entries, made, columns.placed(ends), strict=True):
            where = 0 if column is None else len(indent) + column
            yield [*lines[:-1], *behind(lines[-1], entry.behind, where)] if entry.behind else lines

    def _as_tables(self, entries: Sequence[Entry], made: list[list[str]]) -> None:
        """Line up the words of neighbouring statements that are written as rows of a table."""
        kinds = [
            entry.statement.name if len(lines) == 1 and entry.statement.name in _ROWS else ""
            for entry, lines in zip(entries, made, strict=True)
        ]
        for kind, run in groupby(range(len(entries)), kinds.__getitem__):
            numbers = list(run)
            if kind and len(numbers) > 1:
                rows = tables.lined_up([self._row(entries[number].statement) for number in numbers])
                for number, line in zip(numbers, rows, strict=True):
                    made[number] = [f"{self.indent}{line}"]

    def _row(self, statement: Branch) -> list[Cell]:
        """The words of a statement, each with the signs behind it."""
        cells: list[Cell] = []
        for token, piece in zip(words(statement), pieces(statement.parts, statement.name, self.text), strict=True):
            if cells and not piece.spaced:
                cells[-1] = evolve(cells[-1], text=cells[-1].text + piece.text)
            else:
                cells.append(Cell(piece.text, piece.spaced, columns.written(self.text, statement, token.start)))
        return cells

    def _margins(self, entries: Sequence[Entry], made: Sequence[Sequence[str]]) -> list[int]:
        """How much further in each statement stands, so that its path is below that of an `owner` rule."""
        base = min((column_of(self.text, entry.statement.start) for entry in entries), default=0)
        paths = [
            self._path(entry.statement, base) if len(lines) == 1 else None
            for entry, lines in zip(entries, made, strict=True)
        ]
        return list(columns.margins(paths))

    def _path(self, statement: Branch, base: int) -> Path | None:
        """Where the path of a file rule stands in the text, and behind how many letters of qualifiers it will."""
        first = statement.parts[0]
        if statement.name != "file_rule":
            return None
        if isinstance(first, Token):
            return Path(column_of(self.text, statement.start) - base, 0)
        before = flat(pieces(first.parts, first.name, self.text))
        return Path(column_of(self.text, statement.parts[1].start) - base, len(before) + 1)

    def _mark(self, statement: Branch, lines: Sequence[str], pad: int) -> Column | None:
        """Where the word stands that authors line up, in a statement of one line."""
        at = columns.column_word(statement)
        if at is None or len(lines) > 1:
            return None
        word = statement.parts[at]
        rest = flat(pieces(statement.parts[at:], statement.name, self.text))
        begins = len(lines[0]) - len(rest) - len(self.indent)
        inside = rest.index("=") if rest.startswith(OPERATORS) else 0
        return Column(columns.written(self.text, statement, word.start) + pad + inside, begins + inside, begins)

    def _end(self, entry: Entry, lines: Sequence[str], pad: int) -> Column | None:
        """Where the comment behind a statement of one line stands."""
        if not entry.behind or len(lines) > 1:
            return None
        statement = entry.statement
        least = column_of(lines[0], len(lines[0])) - len(self.indent) + len(COMMENT_SPACE)
        return Column(entry.column - column_of(self.text, statement.start) + pad, least, least)
