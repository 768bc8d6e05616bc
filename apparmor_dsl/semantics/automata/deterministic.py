"""What a language must offer to be searched and combined."""

from __future__ import annotations

from typing import Protocol, TypeVar

from attrs import frozen

S = TypeVar("S")

Moves = tuple[tuple[int, S], ...]
"""Sets of bytes that have no byte in common, each with the state it leads to."""


class Exhausted(Exception):  # noqa: N818 - nobody's error: the question stays open
    """Automata have become as large as they may: they are worked out no further."""


class Moving(Protocol[S]):
    """States and the moves between them, worked out as far as they are looked at. Equal states are equal values."""

    @property
    def start(self) -> S:
        """The state of the empty string."""

    def moves(self, state: S) -> Moves[S]:
        """Where each byte leads; bytes that are not listed lead to no match. May raise Exhausted."""


class Stepping(Moving[S], Protocol[S]):
    """One that can be asked for a single byte, which costs less than all moves of a state that nobody needs."""

    def after(self, state: S, byte: int) -> S | None:
        """Where the byte leads; None where it leads to no match."""


class Deterministic(Moving[S], Protocol[S]):
    """A deterministic automaton."""

    def accepts(self, state: S) -> bool:
        """Whether what leads to the state is in the language."""


@frozen
class Found:
    """A string that is looked for, and no shorter one is."""

    witness: bytes


@frozen
class Never:
    """No string is what is looked for. That is proved."""


@frozen
class Unknown:
    """Nothing was found among so many states, and there are more: the question stays open."""

    states: int


Answer = Found | Never | Unknown

BUDGET = 100_000
"""So many states a search looks at before it answers `Unknown`: seconds, not minutes."""
