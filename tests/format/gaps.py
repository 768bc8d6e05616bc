"""The places between the words of a text, and comments for them."""

from collections.abc import Iterator
from itertools import pairwise

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser import Dialect, parse
from apparmor_dsl.language.parser.concrete import Part, concrete
from apparmor_dsl.language.parser.place import Token


def words_in(part: Part, rule: str = "") -> Iterator[tuple[Token, str]]:
    """The words with the grammar rule that each is part of."""
    if isinstance(part, Token):
        yield part, rule
    else:
        for inner in part.parts:
            yield from words_in(inner, part.name)


MAY_STAND: dict[tuple[str, ...], bool] = {}
"""Whether a comment may stand between two kinds of words: there are places where it would be read as a word."""


def gaps_of(text: str, dialect: Dialect) -> list[int]:
    """The places between two words where a comment may stand; each kind of place is tried once."""
    gaps = [0, len(text)]
    for (before, outer), (word, inner) in pairwise(words_in(concrete(Source("text", text), dialect))):
        kind = (dialect, before.kind, outer, word.kind, inner)
        if kind not in MAY_STAND:
            MAY_STAND[kind] = may_stand(text, word.start, dialect)
        gaps += [word.start] if MAY_STAND[kind] else []
    return gaps


def may_stand(text: str, gap: int, dialect: Dialect) -> bool:
    before = parse(text, dialect=dialect)
    try:
        after = parse(with_comments(text, [gap]), dialect=dialect)
    except PolicyError:
        return False
    return after == before and len(after.comments) == len(before.comments) + 1


def with_comments(text: str, gaps: list[int]) -> str:
    """The text with a comment of its own in each of the gaps."""
    pieces, start = [], 0
    for number, gap in enumerate(sorted(gaps)):
        pieces += [text[start:gap], f" # comment {number}\n"]
        start = gap
    return "".join([*pieces, text[start:]])
