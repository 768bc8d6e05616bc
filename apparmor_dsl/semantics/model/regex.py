"""The regular expressions that globs become on their way into a compiled policy.

The dialect is small, and its oddities are law: what is refused here is refused by the parser. Source: the grammar of
parser/libapparmor_re/parse.y.
"""

from __future__ import annotations

import re
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


_PLAIN: Final = re.compile(rb"[^*+.|()\[\\]+")
"""Outside of classes. What comes between is looked at byte by byte, and nothing is matched with it but this."""
_PLAIN_ESCAPES: Final = b"*+.|^$-[](){}"
_BACKSLASH: Final = ord("\\")


@lru_cache(maxsize=20_000)
def read(text: str) -> Pattern | BadPattern:
    """The expression that the text is."""
    reading = _Reading(text.encode("utf-8", "surrogateescape"))
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


class _Refused(Exception):  # noqa: N818 - it does not leave this module
    """The text is no pattern."""


class _Reading:
    """Reads bytes from left to right."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.wild = False
        self.classes = False

    def next_is(self, signs: bytes) -> bool:
        """Whether the next byte is one of these."""
        return self.data[self.at : self.at + 1] in signs and self.at < len(self.data)

    def take(self) -> int:
        """The next byte, or what the escape that begins there stands for."""
        byte = self.data[self.at]
        self.at += 1
        if byte == _BACKSLASH and self.at < len(self.data):
            found = escape_at(self.data, self.at, _PLAIN_ESCAPES)
            if found is not None:
                byte, self.at = found
        return byte

    def want_end(self) -> None:
        """Refuse what is left over."""
        if self.at < len(self.data):
            raise _Refused(f"there is a `{chr(self.data[self.at])}` too many", None)

    def regex(self) -> Expression:
        """Alternatives."""
        options = [self.terms()]
        while self.next_is(b"|"):
            self.at += 1
            options.append(self.terms())
        return choice(*options)

    def terms(self) -> Expression:
        """Terms one after the other; there may be none."""
        parts: list[Expression] = []
        while self.at < len(self.data) and not self.next_is(b"|)"):
            plain = _PLAIN.match(self.data, self.at)
            if plain is not None:
                # A star behind it is for its last byte alone.
                end = plain.end() - (
                    plain.end() - self.at > 1 and self.data[plain.end() : plain.end() + 1] in {b"*", b"+"}
                )
                term: Expression = Text(self.data[self.at : end])
                self.at = end
            else:
                term = self.term()
            if not self.next_is(b"*+"):
                parts.append(term)
                continue
            self.wild = True
            plus = self.data[self.at] == ord("+")
            self.at += 1
            parts += [*((term,) if plus else ()), EMPTY if term == EMPTY else Repeat(term)]
        return in_order(*parts)

    def term(self) -> Expression:
        """One byte, a class, any byte, or a group."""
        if self.next_is(b"("):
            self.at += 1
            made = self.regex()
            if not self.next_is(b")"):
                raise _Refused("a group is not closed", None)
            self.at += 1
            return made
        if self.next_is(b"["):
            return self.byte_class()
        if self.next_is(b"*+"):
            raise _Refused(f"there is nothing that `{chr(self.data[self.at])}` could repeat", None)
        if self.next_is(b"."):
            self.at += 1
            self.wild = True
            return OneOf(byte_sets.EVERY_BYTE)
        return Text(bytes((self.take(),)))

    def byte_class(self) -> Expression:
        """`[abc]`, `[a-c]`, `[^abc]`."""
        self.at += 1
        self.classes = True
        negated = self.next_is(b"^")
        if negated:
            self.at += 1
            self.wild = True
        allowed = 0
        if negated and self.next_is(b"^"):
            self.at += 1
            allowed |= 1 << ord("^")
        else:
            allowed |= self.members(first=True)
        while not self.next_is(b"]"):
            allowed |= self.members(first=False)
        self.at += 1
        return OneOf(byte_sets.EVERY_BYTE & ~allowed if negated else allowed)

    def members(self, *, first: bool) -> int:
        """One byte of a class, or a range."""
        low = self.member(b"]-" if first else b"^")
        if not self.next_is(b"-"):
            return 1 << low
        self.at += 1
        high = self.member(b"^")
        return byte_sets.span(min(low, high), max(low, high))

    def member(self, also: bytes) -> int:
        """A byte of a class. `]`, `-` and `^` are bytes only in some places, named by `also`."""
        if self.at >= len(self.data):
            raise _Refused(_NOT_CLOSED, "write `[ab]`, and `\\[` for the character")
        sign = self.data[self.at]
        if sign in _MISPLACED and sign not in also:
            raise _Refused(*_MISPLACED[sign])
        return self.take()


_NOT_CLOSED: Final = "a class `[` … `]` is empty, or is not closed"
_MISPLACED: Final = {
    ord("]"): ("a class `[` … `]` is empty, or ends behind a `-`", "name the characters, and write a `-` as the first"),
    ord("-"): (
        "a `-` in a class stands where no range can begin",
        "write a `-` that is meant as the first of the class",
    ),
    ord("^"): ("a `^` that negates is not followed by a character", "name the characters behind it"),
}
