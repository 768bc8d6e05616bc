"""The regular expressions that globs become on their way into a compiled policy.

The dialect is small, and its oddities are law: what is refused here is refused by the parser. Source: the grammar of
parser/libapparmor_re/parse.y.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from attrs import frozen

from apparmor_dsl.semantics.automata import EMPTY, Expression, OneOf, Repeat, Text, byte_sets, choice, in_order
from apparmor_dsl.semantics.escapes import escape_at


@frozen
class Pattern:
    """An expression, and what it was written with.

    `wild`: with a star, a plus, a dot or a negated class; `classes`: with any class. A rule whose pattern is exact
    overrides others where a program is executed; what exact means depends on the version.
    """

    expression: Expression
    wild: bool = False
    classes: bool = False


@frozen
class BadPattern:
    """Why a text is no pattern: what is wrong, and what to do."""

    message: str
    help: str | None = None


_SPECIAL: Final = b"*+.|^-[]()"
"""Bytes that mean something, each of them here or there."""
_PLAIN_ESCAPES: Final = b"*+.|^$-[](){}"
_BACKSLASH: Final = ord("\\")

_Token = tuple[bool, int]
"""Whether the byte means something, and the byte."""


@lru_cache(maxsize=20_000)
def read(text: str) -> Pattern | BadPattern:
    """The expression that the text is."""
    reading = _Reading(_tokens(text.encode("utf-8", "surrogateescape")))
    try:
        expression = reading.regex()
        reading.want_end()
    except _Refused as refused:
        return BadPattern(*refused.args)
    return Pattern(expression, reading.wild, reading.classes)


def together(*parts: Pattern) -> Pattern:
    """The parts, each but the last followed by a NUL: how two names are one string."""
    expressions: list[Expression] = []
    for part in parts:
        expressions += [*((Text(b"\0"),) if expressions else ()), part.expression]
    return Pattern(in_order(*expressions), any(part.wild for part in parts), any(part.classes for part in parts))


def _tokens(data: bytes) -> list[_Token]:
    made: list[_Token] = []
    at = 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte == _BACKSLASH and at < len(data):
            found = escape_at(data, at, _PLAIN_ESCAPES)
            if found is not None:
                byte, at = found
            made.append((False, byte))
        else:
            made.append((byte in _SPECIAL, byte))
    return made


class _Refused(Exception):  # noqa: N818 - it does not leave this module
    """The text is no pattern."""


class _Reading:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.wild = False
        self.classes = False

    def next_is(self, special: str) -> bool:
        """Whether the next token is one of these, and means something."""
        if self.at >= len(self.tokens):
            return False
        means, byte = self.tokens[self.at]
        return means and chr(byte) in special

    def take(self) -> int:
        """The byte of the next token."""
        self.at += 1
        return self.tokens[self.at - 1][1]

    def want_end(self) -> None:
        """Refuse what is left over."""
        if self.at < len(self.tokens):
            raise _Refused(f"there is a `{chr(self.tokens[self.at][1])}` too many", None)

    def regex(self) -> Expression:
        """Alternatives."""
        options = [self.terms()]
        while self.next_is("|"):
            self.take()
            options.append(self.terms())
        return choice(*options)

    def terms(self) -> Expression:
        """Terms one after the other; there may be none."""
        parts: list[Expression] = []
        text = bytearray()
        while self.at < len(self.tokens) and not self.next_is("|)"):
            term = self.term()
            if self.next_is("*+"):
                self.wild = True
                plus = self.take() == ord("+")
                made = EMPTY if term == EMPTY else Repeat(term)
                parts += [Text(bytes(text)), *((term,) if plus else ()), made]
                text.clear()
            elif isinstance(term, Text):
                text += term.text
            else:
                parts += [Text(bytes(text)), term]
                text.clear()
        return in_order(*parts, Text(bytes(text))) if parts else Text(bytes(text))

    def term(self) -> Expression:
        """One byte, a class, any byte, or a group."""
        if self.next_is("("):
            self.take()
            made = self.regex()
            if not self.next_is(")"):
                raise _Refused("a group is not closed", None)
            self.take()
            return made
        if self.next_is("["):
            return self.byte_class()
        if self.next_is("*+"):
            raise _Refused(f"there is nothing that `{chr(self.tokens[self.at][1])}` could repeat", None)
        if self.next_is("."):
            self.take()
            self.wild = True
            return OneOf(byte_sets.EVERY_BYTE)
        return Text(bytes((self.take(),)))

    def byte_class(self) -> Expression:
        """`[abc]`, `[a-c]`, `[^abc]`."""
        self.take()
        self.classes = True
        negated = self.next_is("^")
        if negated:
            self.take()
            self.wild = True
        allowed = 0
        if negated and self.next_is("^"):
            allowed |= 1 << self.take()
        else:
            allowed |= self.members(first=True)
        while not self.next_is("]"):
            allowed |= self.members(first=False)
        self.take()
        return OneOf(byte_sets.EVERY_BYTE & ~allowed if negated else allowed)

    def members(self, *, first: bool) -> int:
        """One byte of a class, or a range."""
        low = self.member("]-" if first else "^")
        if not self.next_is("-"):
            return 1 << low
        self.take()
        high = self.member("^")
        return byte_sets.span(min(low, high), max(low, high))

    def member(self, also: str) -> int:
        """A byte of a class. `]`, `-` and `^` are bytes only in some places, named by `also`."""
        if self.at >= len(self.tokens):
            raise _Refused(_NOT_CLOSED, "write `[ab]`, and `\\[` for the character")
        for sign in "]-^":
            if sign not in also and self.next_is(sign):
                raise _Refused(*_MISPLACED[sign])
        return self.take()


_NOT_CLOSED: Final = "a class `[` … `]` is empty, or is not closed"
_MISPLACED: Final = {
    "]": ("a class `[` … `]` is empty, or ends behind a `-`", "name the characters, and write a `-` as the first"),
    "-": ("a `-` in a class stands where no range can begin", "write a `-` that is meant as the first of the class"),
    "^": ("a `^` that negates is not followed by a character", "name the characters behind it"),
}
