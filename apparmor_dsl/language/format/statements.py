"""Statements and blocks: one statement a line, two blanks further in for each block around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language.format.alignment import aligned
from apparmor_dsl.language.format.gaps import Gap, Remark, column_of, read_gap
from apparmor_dsl.language.format.layout import behind, lay_out, pieces
from apparmor_dsl.language.parser.concrete import Branch, Part

_INDENT = "  "
_STAND_APART = frozenset({"profile", "bare_profile", "hat", "fragment"})
"""What a blank line sets apart from its neighbours."""

_OUTSIDE_PROFILES = frozenset(
    {"profile", "bare_profile", "fragment", "variable", "boolean_assignment", "alias", "import_file"}
)
"""What stands in a file by itself, not in one that is included in a profile."""


@frozen
class Entry:
    """A statement with its comments: `above` it, on lines of their own, and `behind` it.

    `apart` where a blank line stands directly above it. `column` is where the comment behind it stands in the text.
    """

    statement: Branch
    above: tuple[Remark, ...] = ()
    apart: bool = False
    behind: tuple[str, ...] = ()
    column: int = -1


Order = Callable[[Sequence[Entry], str], Sequence[Entry]]
"""Puts the entries of one block of a text in another order."""


def as_written(entries: Sequence[Entry], text: str) -> Sequence[Entry]:
    """The entries in the order of the text."""
    del text
    return entries


def lines_of(file: Branch, text: str, order: Order) -> list[str]:
    """The lines of the whole file."""
    return _Writer(text, order).file(file)


@frozen
class _Writer:
    text: str
    order: Order

    def file(self, file: Branch) -> list[str]:
        """The lines of the file."""
        indent = _INDENT if self._stands_in(file.parts) else ""
        return self._items(file.parts, 0, len(self.text), indent)[1]

    def _stands_in(self, items: Sequence[Part]) -> bool:
        """Whether the statements of the file stand two blanks in, as those of AppArmor's own abstractions do.

        That is kept as the author has it, in a file that is meant to be included in a profile.
        """
        outside = any(isinstance(item, Branch) and item.name in _OUTSIDE_PROFILES for item in items)
        return bool(items) and not outside and column_of(self.text, items[0].start) > 0

    def _items(self, items: Sequence[Part], start: int, end: int, indent: str) -> tuple[tuple[str, ...], list[str]]:
        """The comment directly at `start`, and the lines of the statements that stand from there up to `end`."""
        entries: list[Entry] = []
        opening: tuple[str, ...] = ()
        begin = start
        for item in (item for item in items if isinstance(item, Branch)):
            gap = read_gap(self.text, start, item.start)
            opening = self._hand_back(entries, gap) or opening
            entries.append(Entry(item, gap.above, gap.apart))
            start = item.end
        gap = read_gap(self.text, start, end)
        opening = self._hand_back(entries, gap) or opening
        if begin == 0 and entries:
            entries[0] = _with_header(entries[0])
        lines: list[str] = []
        before = ""
        ordered = self.order(entries, self.text)
        for entry, statement in zip(ordered, self._made(ordered, indent), strict=True):
            name = entry.statement.name
            set_apart = before in _STAND_APART or (name in _STAND_APART and before not in {"", "variable"})
            lines += _above(entry, set_apart, indent, is_first=not lines)
            lines += statement
            before = name
        lines += _remarks(gap.above, indent, is_first=not lines)
        return opening, lines

    @staticmethod
    def _hand_back(entries: list[Entry], gap: Gap) -> tuple[str, ...]:
        """Give the comments behind the last statement to it; where there is none, to the brace before."""
        if not entries:
            return gap.behind
        entries[-1] = evolve(entries[-1], behind=gap.behind, column=gap.column)
        return ()

    def _made(self, entries: Sequence[Entry], indent: str) -> Iterator[list[str]]:
        """The lines of each statement with the comments behind it."""
        made = [self._statement(entry.statement, indent) for entry in entries]
        return aligned(self.text, entries, made, indent)

    def _statement(self, statement: Branch, indent: str) -> list[str]:
        """The lines of a statement, with its block if it has one."""
        if statement.find("body") is None:
            return lay_out(pieces(statement.parts, statement.name, self.text), indent)
        return self._braced((), statement, indent, "")

    def _braced(self, words: Sequence[Part], branch: Branch, indent: str, prefix: str) -> list[str]:
        """The lines of a head, of its block, and of what follows `else`; `words` stand before the branch."""
        body = branch.find("body") or branch
        own = () if body is branch else tuple(takewhile(lambda part: part is not body, branch.parts))
        lines = lay_out(pieces([*words, *own, body.parts[0]], branch.name, self.text), indent, prefix)
        opening, inner = self._items(body.parts[1:-1], body.start + 1, body.end - 1, indent + _INDENT)
        if opening:
            lines[-1:] = behind(lines[-1], opening)
        lines += [*inner, f"{indent}}}"]
        otherwise = branch.find("otherwise")
        return lines if otherwise is None else self._otherwise(lines, body.end, otherwise, indent)

    def _otherwise(self, lines: list[str], start: int, otherwise: Branch, indent: str) -> list[str]:
        """The lines with those of the `else`, which goes on behind the brace unless a comment stands there."""
        gap = read_gap(self.text, start, otherwise.start)
        prefix = "" if gap.has_comments else f"{lines.pop().strip()} "
        if gap.behind:
            lines[-1:] = behind(lines[-1], gap.behind)
        lines += _remarks(gap.above, indent, is_first=True)
        word, branch = otherwise.parts
        if not isinstance(branch, Branch):
            raise Bug("`else` without a block")
        return [*lines, *self._braced((word,), branch, indent, prefix)]


def _with_header(first: Entry) -> Entry:
    """The first statement of a file: what does not stand directly above it, or alone does, is the file's header."""
    count = len(first.above)
    if not first.apart:
        count = next((number for number in range(count - 1, 0, -1) if first.above[number].apart), count)
    header = [evolve(remark, in_header=True) for remark in first.above[:count]]
    return evolve(first, above=(*header, *first.above[count:]))


def _above(entry: Entry, set_apart: bool, indent: str, is_first: bool) -> list[str]:
    """The comments above a statement; where it is to be set apart, a blank line above those that belong to it."""
    remarks = list(entry.above)
    apart = entry.apart
    if set_apart and not apart and not any(remark.apart for remark in remarks):
        if remarks:
            remarks[0] = evolve(remarks[0], apart=True)
        else:
            apart = True
    lines = _remarks(remarks, indent, is_first)
    return [*lines, ""] if apart and (lines or not is_first) else lines


def _remarks(remarks: Sequence[Remark], indent: str, is_first: bool) -> list[str]:
    lines: list[str] = []
    for remark in remarks:
        lines += [""] if remark.apart and (lines or not is_first) else []
        lines.append(remark.text if remark.in_header else f"{indent}{remark.text}")
    return lines
