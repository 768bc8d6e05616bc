"""A text nested as the grammar nests it, with every word at its place: what a formatter needs and a tree leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.diagnostics.errors import Bug, PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.run import run
from apparmor_dsl.language.parser.tables import Dialect

_HIDDEN = re.compile(r"[ \t\r\n]+|(?P<comment>#[^\n]*)|(?P<word>[A-Za-z_]+|->|:=|<=|[-+{}(),=^])")


class Branch(NamedTuple):
    """What one grammar rule took: its name, its words and inner rules in the order of the text, and where it stands.

    A word that the grammar gives no builder (`profile`, `(`, `->`) is a token whose kind is the word itself.
    """

    name: str
    parts: tuple[Part, ...]
    start: int
    end: int

    def find(self, *names: str) -> Branch | None:
        """The first inner rule of one of these names."""
        return next((part for part in self.parts if isinstance(part, Branch) and part.name in names), None)


Part = Token | Branch


def concrete(source: Source, dialect: Dialect) -> Branch:
    """The text of the source under the name of the grammar's start rule. Raises PolicyError where it has errors.

    Only the grammar is asked: words that it does not know (`capability fly`) are for `parse` to refuse.
    """
    tree, _, diagnostics = run(source, dialect, _Builders())
    if has_errors(diagnostics):
        raise PolicyError(tuple(diagnostics))
    made: Branch = tree
    return made


def words(part: Part) -> Iterator[Token]:
    """The words in the order of the text."""
    if isinstance(part, Token):
        yield part
    else:
        for inner in part.parts:
            yield from words(inner)


class _Builders(dict[str, Callable[..., Branch]]):
    """For every grammar rule a builder that keeps all of it."""

    def __missing__(self, name: str) -> Callable[..., Branch]:
        def build(place: Place, *children: Part | None) -> Branch:
            text, at = place.source.text, place.start
            parts: list[Part] = []
            for child in children:
                if child is not None:
                    parts += _hidden(text, at, child.start)
                    parts.append(child)
                    at = child.end
            parts += _hidden(text, at, place.end)
            return Branch(name, tuple(parts), place.start, place.end)

        self[name] = build
        return build


def _hidden(text: str, start: int, end: int) -> list[Token]:
    """The words between two children: keywords and signs, which no builder is given."""
    found: list[Token] = []
    while start < end:
        match: re.Match[str] | Any = _HIDDEN.match(text, start, end)
        if match is None:
            raise Bug(f"{text[start:end]!r} stands between the words that the grammar keeps")
        if match.lastgroup == "word":
            found.append(Token(match["word"], match["word"], start, match.end()))
        start = match.end()
    return found
