"""The alternatives of a glob: `/{usr/,}lib/x` is `/usr/lib/x` and `/lib/x`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

MOST: Final = 256
"""So many alternatives are looked at."""


@lru_cache(maxsize=4_000)
def alternatives(glob: str, most: int = MOST) -> tuple[str, ...] | None:
    """The glob without braces, once for each choice in them; None where there are more than `most`."""
    if glob.count("{") > most:
        return None  # each brace is one more alternative, and one step deeper
    parts = _parts(glob)
    if parts is None:
        return (glob,)
    before, choices, after = parts
    behind = alternatives(after, most)
    made: dict[str, None] = {}
    for choice in choices:
        inner = alternatives(choice, most)
        if inner is None or behind is None:
            return None
        made.update((f"{before}{one}{rest}", None) for one in inner for rest in behind)
        if len(made) > most:
            return None
    return tuple(made)


def _parts(glob: str) -> tuple[str, tuple[str, ...], str] | None:
    """What stands before the first braces, the choices in them, and what stands behind; None where there are none."""
    opening = next((at for at, letter in plain_letters(glob) if letter == "{"), None)
    if opening is None:
        return None
    depth, cuts = 0, [opening]
    for at, letter in plain_letters(glob):
        if at < opening:
            continue
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if (letter == "," and depth == 1) or depth == 0:
            cuts.append(at)
        if depth == 0:
            return glob[:opening], tuple(glob[one + 1 : other] for one, other in pairwise(cuts)), glob[at + 1 :]
    return None


def plain_letters(glob: str) -> Iterator[tuple[int, str]]:
    """The characters outside of classes that no backslash escapes, each with its place."""
    at, in_class = 0, False
    while at < len(glob):
        letter = glob[at]
        if letter == "\\":
            at += 2
            continue
        if not in_class:
            yield at, letter
        in_class = letter == "[" or (in_class and letter != "]")
        at += 1
