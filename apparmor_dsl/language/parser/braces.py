"""Braces that do not stand as those around them do: where one is missing, or one too many, is seen in the margin."""

from __future__ import annotations

from typing import NamedTuple

from apparmor_dsl.language.parser.resume import BARE, WORDS, margin


class Pair(NamedTuple):
    """The offsets of a `{` and of the `}` that closes it."""

    opened: int
    closed: int


def uneven(text: str) -> Pair | None:
    """The first `}` on a line of its own, or at the end of a rule, that stands elsewhere than the line of its `{`."""
    open_blocks: list[int] = []
    for match in WORDS.finditer(text):
        word = match.group()
        if word.startswith(("\n", "#", '"')):
            continue
        bare = BARE.sub("", word)
        if bare.endswith("{"):
            open_blocks.append(match.end() - 1)
        elif "}" in bare and open_blocks:
            closed = match.start() + word.rindex("}")
            opened = open_blocks.pop()
            if not _even(text, opened, closed):
                return Pair(opened, closed)
    return None


def _even(text: str, opened: int, closed: int) -> bool:
    line, above = _line(text, closed), _line(text, opened)
    if line == above:
        return True
    return not text[line:closed].strip() and margin(text, line) == margin(text, above)


def _line(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1
