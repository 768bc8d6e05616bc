"""The alternatives of a glob: `/{usr/,}lib/x` is `/usr/lib/x` and `/lib/x`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

MOST: Final = 256
"""So many alternatives are looked at."""


@lru_cache(maxsize=4_000)
def alternatives(glob: str, most: int = MOST) -> tuple[str, ...] | None:
    """The glob without braces, once for each choice in them; None where there are more than `most`."""
    found = tuple(dict.fromkeys(islice(_expanded(glob), most + 1)))
    return found if len(found) <= most else None


def _expanded(glob: str) -> Iterator[str]:
    opening = next((at for at, letter in plain_letters(glob) if letter == "{"), None)
    if opening is None:
        yield glob
        return
    depth, cuts = 0, [opening]
    for at, letter in plain_letters(glob):
        if at < opening:
            continue
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if (letter == "," and depth == 1) or depth == 0:
            cuts.append(at)
        if depth == 0:
            break
    else:
        yield glob
        return
    for start, end in pairwise(cuts):
        for inner in _expanded(glob[start + 1 : end]):
            for rest in _expanded(glob[cuts[-1] + 1 :]):
                yield glob[:opening] + inner + rest


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
