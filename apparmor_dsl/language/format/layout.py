"""Where the lines of one statement end.

A statement stands on one line where it fits. One that does not, or that its author broke before one of its conditions,
has each condition on a line of its own; lists that are too long even so are filled line by line. After a comment a new
line begins in any case.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from attrs import define, frozen

from apparmor_dsl.language.format.gaps import NO_GAP, Gap, column_of, read_gap
from apparmor_dsl.language.format.spelling import CONTINUED, is_spaced, spelled
from apparmor_dsl.language.parser.concrete import Branch, Part
from apparmor_dsl.language.parser.place import Token

WIDTH = 120
"""How long a line may be before it is broken, where it can be: a path cannot."""

COMMENT_SPACE = "  "
"""What stands between the end of a statement and the comment behind it."""


class Break(enum.IntEnum):
    """Whether a line may end before a word."""

    NO = 0
    IN_LIST = 1
    BEFORE_CONDITION = 2


@frozen
class Piece:
    """A word as it is written, what stands before it, and whether a line may end there."""

    text: str
    spaced: bool = False
    end: Break = Break.NO
    gap: Gap = NO_GAP


_CONDITIONS = frozenset(
    {"condition", "condition_in", "assignment", "mount_condition", "mount_condition_in", "peer", "peer_conditions"}
    | {"xattrs", "identities", "flags", "needs", "excludes"}
)
_LISTS = frozenset(
    {
        "values",
        "mount_values",
        "peer_conditions",
        "identity_list",
        "xattrs",
        "flags",
        "parameters",
        "arguments",
        "argument_values",
    }
    | {"capability_rule", "network_rule", "needs", "excludes"}
)
_NAMES = frozenset({"id", "path", "target", "change_path", "change_target"}) | {
    *("mount_path", "mount_target", "pivot_root_path")
}
_OPERATORS = frozenset({"and", "or"})


def pieces(parts: Iterable[Part], name: str, text: str) -> list[Piece]:
    """The words of a statement, or of its head: `name` is that of the grammar rule that the parts are of."""
    found = list(_breaks(parts, name, Break.NO))
    made = [Piece(spelled(found[0][0]))]
    for (before, before_in, _), (token, inside, end) in pairwise(found):
        spaced = is_spaced(before, before_in, token, inside)
        made.append(Piece(spelled(token), spaced, end, read_gap(text, before.end, token.start)))
    return made


def _breaks(parts: Iterable[Part], name: str, first: Break) -> Iterator[tuple[Token, str, Break]]:
    """Each word, the rule it is part of, and whether a line may end before it; `first` is that of the first word."""
    had_condition, after_item, before = False, False, ""
    for part in parts:
        is_item = isinstance(part, Branch) or part.kind.isupper()
        end = Break.IN_LIST if name in _LISTS and is_item and after_item else Break.NO
        if isinstance(part, Branch) and part.name in _CONDITIONS:
            # `needs a excludes b` says one thing, and stands on one line where it fits.
            end = Break.IN_LIST if before == "needs" else Break.BEFORE_CONDITION
            had_condition = True
        elif had_condition and isinstance(part, Branch) and part.name in _NAMES and before not in _NAMES:
            end = Break.BEFORE_CONDITION
        if isinstance(part, Token):
            yield part, name, max(first, Break.IN_LIST if part.kind in _OPERATORS else end)
            before = part.kind
        else:
            yield from _breaks(part.parts, part.name, max(first, end))
            before = part.name
        first, after_item = Break.NO, is_item or before == ","


def flat(line: Sequence[Piece]) -> str:
    """The pieces on one line."""
    return "".join(f" {piece.text}" if piece.spaced else piece.text for piece in line).lstrip(" ")


def lay_out(statement: Sequence[Piece], indent: str, prefix: str = "") -> list[str]:
    """The lines of a statement that stands `indent` in; `prefix` stands before it on its first line."""
    commented = any(piece.gap.has_comments for piece in statement)
    parted = any(piece.gap.broken and piece.end is Break.BEFORE_CONDITION for piece in statement)
    line = f"{indent}{prefix}{flat(statement)}"
    if not commented and not parted and len(line) <= WIDTH:
        return [line]
    lines = _Lines(indent, [f"{indent}{prefix}"])
    for chunk in _chunks(statement):
        lines.comments(chunk[0].gap)
        lines.add(flat(chunk), spaced=chunk[0].spaced, end=chunk[0].end)
    return lines.done


def _chunks(statement: Sequence[Piece]) -> Iterator[list[Piece]]:
    """What stands on one line in any case."""
    chunk = [statement[0]]
    for piece in statement[1:]:
        if piece.end is not Break.NO or piece.gap.has_comments:
            yield chunk
            chunk = []
        chunk.append(piece)
    yield chunk


@define
class _Lines:
    """The lines so far. The last one is open: words may still be added, unless a comment ended it."""

    indent: str
    done: list[str]
    _inside: str = ""
    _closed: bool = False

    def comments(self, gap: Gap) -> None:
        """Add the comments before the next word."""
        if gap.behind:
            self.done[-1:] = behind(self.done[-1], gap.behind)
        self.done += [f"{self.indent}{CONTINUED}{self._inside}{remark.text}" for remark in gap.above]
        self._closed = self._closed or gap.has_comments

    def add(self, text: str, *, spaced: bool, end: Break) -> None:
        """Add words that stay on one line, on the last line or on a new one."""
        longer = f"{self.done[-1]}{' ' if spaced else ''}{text}"
        if end is Break.BEFORE_CONDITION:
            self.done.append(f"{self.indent}{CONTINUED}{text}")
            self._inside = CONTINUED
        elif self._closed or (end is Break.IN_LIST and len(longer) > WIDTH):
            self.done.append(f"{self.indent}{CONTINUED}{self._inside}{text}")
        else:
            self.done[-1] = longer
        self._closed = False


def behind(line: str, comments: Sequence[str], column: int = 0) -> list[str]:
    """The line with the first comment behind it, in the column or as near as can be, and the others below that one."""
    first, *others = comments
    end = column_of(line, len(line))
    column = max(column, end + len(COMMENT_SPACE))
    return [f"{line}{' ' * (column - end)}{first}", *(f"{' ' * column}{comment}" for comment in others)]
