"""What is known where reading stopped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.parser.place import Token
from apparmor_dsl.language.parser.resume import Resume, begins_statement, line_end, margin
from apparmor_dsl.language.parser.tables import FLAGS

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|\{[^\s"{}]+\}[^\s"]*|[^\s,"()]+|.', re.DOTALL | FLAGS)
_GLUED_BRACE = re.compile(r"[^\s\"{\\](\{)\}?(?=\s|\Z)", FLAGS)


@frozen
class Problem:
    """The diagnostic, and where reading may go on; None when it may not."""

    diagnostic: Diagnostic
    resume: Resume | None


@frozen(slots=False)
class Trouble:
    """What is known where reading stopped.

    `at` is the offset, `began` that of the statement it belongs to, `last` the word before, `expected` the terminals
    that could have come, `opened` the offsets of the braces that are open, `parentheses` those of each `(`.
    `closed_early` is the `}` of a profile with rules behind it; `is_first` says that nothing was read before.
    """

    source: Source
    at: int
    began: int
    last: Token | None
    expected: frozenset[str]
    opened: Sequence[int]
    parentheses: Sequence[int]
    closed_early: Span | None = None
    is_first: bool = False

    @property
    def text(self) -> str:
        """The text of the file."""
        return self.source.text

    @cached_property
    def word(self) -> str:
        """The word that stands there; empty at the end of the file."""
        match = _WORD.match(self.text, self.at)
        return match.group() if match else ""

    @property
    def span(self) -> Span:
        """The word that stands there."""
        return self.source.span(self.at, self.at + len(self.word))

    @property
    def rest(self) -> str:
        """The statement from its beginning to the end of its first line."""
        return self.text[self.began : line_end(self.text, self.began)].rstrip()

    @property
    def begins(self) -> bool:
        """Whether a statement was to begin here."""
        return "_CAPABILITY" in self.expected

    @property
    def before(self) -> Span:
        """The word before, or this place where there is none."""
        return self.source.span(self.last.start, self.last.end) if self.last else self.source.span(self.at)

    @property
    def ends_in_comma(self) -> bool:
        """Whether the statement could have ended here."""
        return not self.expected.isdisjoint({"_COMMA", "_WORD_COMMA"})

    @property
    def in_parentheses(self) -> bool:
        """Whether a `)` could have come."""
        return bool(self.parentheses) and "_RPAR" in self.expected

    def glued_brace(self) -> int | None:
        """The offset of a `{` that was to begin a block and became the end of a word: `profile name{`."""
        if self.last is None or self.last.kind == "_OPEN" or "_OPEN" not in self.expected:
            return None
        found = _GLUED_BRACE.search(self.text, self.began, self.last.end)
        return found.start(1) if found else None

    def goes_on(self) -> bool:
        """Whether the line stands further in than the statement, and does not begin like one of its own."""
        here, above = (self.text.rfind("\n", 0, at) + 1 for at in (self.at, self.began))
        return margin(self.text, here) > margin(self.text, above) and not begins_statement(self.text, self.at)

    def starts_a_line(self) -> bool:
        """Whether the line ended after the word before."""
        return self.last is not None and "\n" in self.text[self.last.end : self.at]
