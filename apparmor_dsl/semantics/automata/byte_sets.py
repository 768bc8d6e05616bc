"""Sets of bytes, as integers of 256 bits: bit `n` is set where byte `n` is in the set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

EVERY_BYTE: Final = (1 << 256) - 1

_READABLE: Final = b"abcdefghijklmnopqrstuvwxyz0123456789_-.ABCDEFGHIJKLMNOPQRSTUVWXYZ+=~@%,: /"
"""Bytes in the order in which an example takes them: those first that names are made of."""


_SETS: Final = 65_536
"""So many sets are kept with what is known of them: a search asks of the same few hundred again and again."""


def of(members: Iterable[int]) -> int:
    """The set of these bytes."""
    made = 0
    for byte in members:
        made |= 1 << byte
    return made


def span(first: int, last: int) -> int:
    """The set of the bytes from `first` up to and with `last`."""
    return ((1 << (last - first + 1)) - 1) << first


def members(found: int) -> Iterator[int]:
    """The bytes of the set, the lowest first."""
    while found:
        low = found & -found
        yield low.bit_length() - 1
        found ^= low


def readable(found: int) -> int:
    """The byte of a set that is not empty which reads best."""
    return BY_RANK[readable_rank(found)][0]


@lru_cache(maxsize=_SETS)
def readable_rank(found: int) -> int:
    """How well the best byte of the set reads; smaller is better. Sets with no byte in common have different ranks."""
    return next(rank for rank, byte in enumerate(BY_RANK) if found >> byte[0] & 1)


BY_RANK: Final = tuple(bytes((byte,)) for byte in dict.fromkeys((*_READABLE, *range(0x20, 0x7F), *range(256))))
"""All bytes, those that read best first."""
