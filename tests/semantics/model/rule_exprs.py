"""The lines that a parser prints with `-D rule-exprs`: how it compiles each rule, before the automaton is built."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.regex import Pattern, read

_LINE: Final = re.compile(
    r"^rule: (?P<regex>.*?)  ->  .*?(?: priority=(?P<priority>-?\d+))?(?P<mode> deny| prompt)?"
    r" \(0x(?P<access>[0-9a-f]+)/(?P<marks>[0-9a-f]+)\)< ",
    re.MULTILINE,
)


class Line(NamedTuple):
    """What is said of the strings of one expression with one rank."""

    expression: str
    mode: str
    priority: int


Lines = dict[Line, tuple[int, int]]
"""The bits permitted or refused, and those marked. What is said twice is said once, with the bits of both."""


def printed(text: str) -> Lines:
    """The lines of a parser's output."""
    found: defaultdict[Line, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in _LINE.finditer(text):
        pattern = read(line["regex"])
        assert isinstance(pattern, Pattern), line["regex"]
        what = Line(repr(pattern.expression), (line["mode"] or "allow").strip(), int(line["priority"] or 0))
        access, marks = found[what]
        found[what] = access | int(line["access"], 16), marks | int(line["marks"], 16)
    return dict(found)


def lines(entries: Iterable[Entry]) -> Lines:
    """The same of entries."""
    found: defaultdict[Line, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for entry in entries:
        what = Line(repr(entry.pattern.expression), entry.kind.mode, entry.kind.priority)
        access, marks = found[what]
        found[what] = access | entry.kind.access, marks | entry.kind.marked
    return dict(found)
