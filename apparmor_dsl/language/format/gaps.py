"""What stands between two words: blanks, line breaks, and comments."""

from __future__ import annotations

from attrs import frozen

_TAB = 8


@frozen
class Remark:
    """A comment on a line of its own, without the blanks at its end.

    `apart` where a blank line stands above it, `in_header` where it speaks of the file and stands at the margin.
    """

    text: str
    apart: bool = False
    in_header: bool = False


@frozen
class Gap:
    """The comments between two words, and how the second word stands to them.

    `behind` are the comment on the line of the first word, and those that go on with it: on the next lines, in the same
    `column`, which is not that of the second word. `above` are the comments on lines of their own. `broken`: the second
    word stands on another line. `apart`: a blank line stands directly above it.
    """

    behind: tuple[str, ...] = ()
    above: tuple[Remark, ...] = ()
    broken: bool = False
    apart: bool = False
    column: int = -1

    @property
    def has_comments(self) -> bool:
        """Whether a comment stands between the two words."""
        return bool(self.behind or self.above)


NO_GAP = Gap()


def read_gap(text: str, start: int, end: int) -> Gap:
    """What stands from `start`, the end of a word or 0, up to `end`, where the next one begins or the text ends."""
    between = text[start:end]
    if "\n" not in between and "#" not in between:
        return NO_GAP
    lines = between.split("\n")
    behind: list[str] = []
    above: list[Remark] = []
    column, next_column = -1, column_of(text, end) if end < len(text) else -1
    apart, at = False, start
    for number, line in enumerate(lines):
        comment = line.find("#")
        if comment < 0:
            apart = apart or 0 < number < len(lines) - 1
        else:
            here, said = column_of(text, at + comment), line[comment:].rstrip(" \t\r")
            if number == 0 and start > 0:
                behind.append(said)
                column = here
            elif behind and not above and not apart and column == here != next_column:
                behind.append(said)
            else:
                above.append(Remark(said, apart))
            apart = False
        at += len(line) + 1
    return Gap(tuple(behind), tuple(above), len(lines) > 1, apart, column)


def column_of(text: str, at: int) -> int:
    """How far in the character stands, from 0."""
    return len(text[text.rfind("\n", 0, at) + 1 : at].expandtabs(_TAB))
