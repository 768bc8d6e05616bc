"""Columns that an author lined up by hand: paths, permissions, the values of variables, and comments behind statements.

Where a word begins in the same column of neighbouring statements it still does, with as many blanks as it had. A word
that stands alone in its column gets one blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from attrs import frozen

from apparmor_dsl.language.format.gaps import column_of
from apparmor_dsl.language.parser.concrete import Branch
from apparmor_dsl.language.parser.place import Token

_IN_COLUMNS = frozenset({"ACCESS", "ASSIGNMENT", "MODE"})
"""Words that authors line up."""

OPERATORS = ("=", "+=", "?=", ":=")
"""What an assignment begins with."""


@frozen
class Column:
    """Where something stands on the line of a statement, from its beginning: in the text, and where it can at least.

    `begins` is where blanks may be put before it: the `=` of `+=` is what stands in a column.
    """

    written: int
    least: int
    begins: int


@frozen
class Path:
    """Where a path stands in its block in the text, and how many letters of qualifiers will stand before it."""

    written: int
    behind: int


def column_word(statement: Branch) -> int | None:
    """The index of the part of the statement that may stand in a column."""
    words = [at for at, part in enumerate(statement.parts) if isinstance(part, Token) and part.kind == "WORD"]
    if statement.name == "network_rule":
        return words[1] if len(words) > 1 else None
    parts = enumerate(statement.parts)
    return next((at for at, part in parts if at and isinstance(part, Token) and part.kind in _IN_COLUMNS), None)


def written(text: str, statement: Branch, at: int) -> int:
    """How far behind the beginning of its statement the character stands in the text."""
    return column_of(text, at) - column_of(text, statement.start)


def placed(columns: Sequence[Column | None]) -> Iterator[int | None]:
    """Where each stands: in the common column of its neighbours. None where it has no column, or none beside it has.

    One that was moved from its place, and stands beside such a column, belongs there too, if it can.
    """
    runs = list(_runs(columns))
    common = [max(run[0].written, *(column.least for column in run)) if len(run) > 1 else 0 for run in runs]
    before = 0
    for number, run in enumerate(runs):
        place = common[number]
        if not place and run and run[0].written > run[0].least:
            beside = (before, *common[number + 1 : number + 2])
            place = next((near for near in beside if near >= run[0].least), 0)
        yield from [place or None] * max(1, len(run))
        before = place


def margins(paths: Sequence[Path | None]) -> Iterator[int]:
    """How much further in a rule stands, where its path was lined up with that of an `owner` rule near it."""
    for _, group in groupby(paths, lambda path: path and path.written):
        run = list(group)
        behind = {path.behind for path in run if path is not None and path.behind}
        yield from [behind.copy().pop() if len(behind) == 1 and path and not path.behind else 0 for path in run]


def _runs(columns: Sequence[Column | None]) -> Iterator[list[Column]]:
    """Neighbours in the same column; what has no column is an empty run."""
    run: list[Column] = []
    for column in columns:
        if run and (column is None or column.written != run[0].written):
            yield run
            run = []
        if column is None:
            yield []
        else:
            run.append(column)
    if run:
        yield run
