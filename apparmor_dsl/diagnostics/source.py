"""A text with a name, and pieces of it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from attrs import field, frozen


@frozen
class Source:
    """A text and the name it is reported under: a path as the user gave it, or `<stdin>`."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line."""
        starts = [0]
        find, at = self.text.find, 0
        while (at := find("\n", at) + 1) > 0:
            starts.append(at)
        return tuple(starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset`, both counted from 1, in characters."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end; empty beyond the last line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : None if end < 0 else end].rstrip("\r")

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The piece from `start` up to, not including, `end` (one character when not given)."""
        return Span(self, start, min(start + 1, len(self.text)) if end is None else end)

    def line_span(self, number: int) -> Span:
        """The piece that is line `number`, without indentation and line end."""
        if not 1 <= number <= len(self.line_starts):
            return self.span(len(self.text))
        text = self.line(number)
        start = self.line_starts[number - 1]
        indent = len(text) - len(text.lstrip())
        return Span(self, start + indent, start + max(indent, len(text.rstrip())))


@frozen
class Span:
    """The characters of a source from `start` up to, not including, `end`."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, from 1, in characters."""
        return self.source.position(self.start)[1]

    def __str__(self) -> str:
        line, column = self.source.position(self.start)
        return f"{self.source.name}:{line}:{column}"


def part_of(span: Span | None, text: str) -> Span | None:
    """The place in the piece where the text stands first; the whole piece where it does not stand as it is."""
    at = span.text.find(text) if span is not None else -1
    return span if span is None or at < 0 else Span(span.source, span.start + at, span.start + at + len(text))
