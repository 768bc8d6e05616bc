"""Statements that an author lined up word by word, as rows of a table: mount rules are often written so.

A word keeps its place where it begins, or ends, in the column of a word of the row above or below. Any other has one
blank before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen


@frozen
class Cell:
    """A word, whether a blank stands before it, and where it stood behind the beginning of its statement."""

    text: str
    spaced: bool
    written: int


Row = Sequence[Cell]


def lined_up(rows: Sequence[Row]) -> list[str]:
    """The lines of neighbouring statements."""
    kept = [{number for number, cell in enumerate(row) if cell.spaced} for row in rows]
    while True:
        edges = [_edges(row, keep) for row, keep in zip(rows, kept, strict=True)]
        alone = [
            {number for number in keep if _is_moved(edges[at], number) and not _has_company(edges, at, number)}
            for at, keep in enumerate(kept)
        ]
        if not any(alone):
            return [_line(row, place) for row, place in zip(rows, edges, strict=True)]
        # Only the last word of a row that stands alone: the others may have company once it has moved.
        kept = [keep - {max(words)} if words else keep for keep, words in zip(kept, alone, strict=True)]


def _edges(row: Row, keep: set[int]) -> list[tuple[int, int]]:
    """Where each word begins and ends."""
    edges: list[tuple[int, int]] = []
    end = 0
    for number, cell in enumerate(row):
        start = end + (1 if cell.spaced and number else 0)
        start = max(start, cell.written) if number in keep else start
        end = start + len(cell.text)
        edges.append((start, end))
    return edges


def _is_moved(edges: Sequence[tuple[int, int]], number: int) -> bool:
    return number > 0 and edges[number][0] - edges[number - 1][1] > 1


def _has_company(rows: Sequence[Sequence[tuple[int, int]]], at: int, number: int) -> bool:
    """Whether the word is in a column, or stands directly before a word that is."""
    row = rows[at]
    if _in_column(rows, at, number):
        return True
    return number + 1 < len(row) and not _is_moved(row, number + 1) and _in_column(rows, at, number + 1)


def _in_column(rows: Sequence[Sequence[tuple[int, int]]], at: int, number: int) -> bool:
    start, end = rows[at][number]
    beside = [rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows)]
    return any(other[0] == start or other[1] == end for row in beside for other in row[1:])


def _line(row: Row, edges: Sequence[tuple[int, int]]) -> str:
    line = ""
    for cell, (start, _) in zip(row, edges, strict=True):
        line += " " * (start - len(line)) + cell.text
    return line
