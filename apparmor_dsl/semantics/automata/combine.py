"""Both, either, one without the other: languages made of two, worked out as far as they are looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from attrs import field, frozen

from apparmor_dsl.semantics.automata.byte_sets import EVERY_BYTE
from apparmor_dsl.semantics.automata.deterministic import BUDGET, Answer, Deterministic, Moves, Moving, Stepping
from apparmor_dsl.semantics.automata.search import shortest

A = TypeVar("A")
B = TypeVar("B")
S = TypeVar("S")

_Decision = Callable[[bool, bool], bool]


@frozen
class Combined(Generic[A, B]):
    """Two languages read side by side.

    `decide` says of a string from whether it is in the one and in the other whether it is in this one. A state has the
    states of both; None stands for a side that no string can bring to a match any more.
    """

    left: Deterministic[A]
    right: Deterministic[B]
    decide: _Decision

    @property
    def start(self) -> tuple[A | None, B | None]:
        """Both sides at their start."""
        return (self.left.start, self.right.start)

    def accepts(self, state: tuple[A | None, B | None]) -> bool:
        """Whether what leads to the state is in the language."""
        left, right = state
        return self.decide(
            left is not None and self.left.accepts(left), right is not None and self.right.accepts(right)
        )

    def moves(self, state: tuple[A | None, B | None]) -> Moves[tuple[A | None, B | None]]:
        """Where each byte leads; what can match no more is left out."""
        return tuple(
            (allowed, (one, other))
            for allowed, (one, other) in SideBySide(self.left, self.right).moves(state)
            if self._lives(one is not None, other is not None)
        )

    def _lives(self, left: bool, right: bool) -> bool:
        """Whether a string can be in the language when these sides can still match."""
        return any(
            self.decide(one, other) for one in {False, left} for other in {False, right}
        )  # a side that may match may also not


@frozen
class SideBySide(Generic[A, B]):
    """Two automata that read the same string; None stands for a side that has come to its end."""

    left: Moving[A]
    right: Moving[B]

    @property
    def start(self) -> tuple[A | None, B | None]:
        """Both sides at their start."""
        return (self.left.start, self.right.start)

    def moves(self, state: tuple[A | None, B | None]) -> Moves[tuple[A | None, B | None]]:
        """Where each byte leads, while one of the sides goes on."""
        left, right = state
        lefts = _with_rest(self.left.moves(left)) if left is not None else ((EVERY_BYTE, None),)
        rights = _with_rest(self.right.moves(right)) if right is not None else ((EVERY_BYTE, None),)
        made: dict[tuple[A | None, B | None], int] = {}
        for first, one in lefts:
            for second, other in rights:
                if (shared := first & second) and (one is not None or other is not None):
                    reached = (one, other)
                    made[reached] = made.get(reached, 0) | shared
        return tuple([(allowed, reached) for reached, allowed in made.items()])


@frozen
class Together(Generic[A, B]):
    """Two automata that read the same string for as long as both go on."""

    left: Moving[A]
    right: Moving[B]

    @property
    def start(self) -> tuple[A, B]:
        """Both sides at their start."""
        return (self.left.start, self.right.start)

    def moves(self, state: tuple[A, B]) -> Moves[tuple[A, B]]:
        """Where each byte leads that both read."""
        return _shared(self.left.moves(state[0]), self.right.moves(state[1]))


@frozen
class Along(Generic[A, B]):
    """Two automata that read the same string for as long as both go on, the second only where the first leads.

    The same as `Together`, for a first that is small beside the second: mostly it reads one byte and no other.
    """

    left: Moving[A]
    right: Stepping[B]

    @property
    def start(self) -> tuple[A, B]:
        """Both sides at their start."""
        return (self.left.start, self.right.start)

    def moves(self, state: tuple[A, B]) -> Moves[tuple[A, B]]:
        """Where each byte leads that both read."""
        lefts = self.left.moves(state[0])
        if any(allowed & (allowed - 1) for allowed, _ in lefts):
            return _shared(lefts, self.right.moves(state[1]))
        after = self.right.after
        return tuple(
            [
                (allowed, (one, other))
                for allowed, one in lefts
                if (other := after(state[1], allowed.bit_length() - 1)) is not None
            ]
        )


@frozen(eq=False)
class Kept(Generic[S]):
    """An automaton whose moves are kept: for one that many walks go along."""

    moving: Moving[S]
    _moves: dict[S, Moves[S]] = field(factory=dict, init=False, repr=False)

    @property
    def start(self) -> S:
        """The state of the empty string."""
        return self.moving.start

    def moves(self, state: S) -> Moves[S]:
        """Where each byte leads."""
        found = self._moves.get(state)
        if found is None:
            found = self._moves[state] = self.moving.moves(state)
        return found


@frozen
class Both(Together[A, B]):
    """The strings of both languages."""

    left: Deterministic[A]
    right: Deterministic[B]

    def accepts(self, state: tuple[A, B]) -> bool:
        """Whether what leads to the state is in both."""
        return self.left.accepts(state[0]) and self.right.accepts(state[1])


def _shared(lefts: Moves[A], rights: Moves[B]) -> Moves[tuple[A, B]]:
    """The moves that two states have in common."""
    if len(lefts) == 1 and len(rights) == 1:
        [(first, one)], [(second, other)] = lefts, rights
        return ((first & second, (one, other)),) if first & second else ()
    made: dict[tuple[A, B], int] = {}
    for first, one in lefts:
        for second, other in rights:
            if shared := first & second:
                reached = (one, other)
                made[reached] = made.get(reached, 0) | shared
    return tuple([(allowed, reached) for reached, allowed in made.items()])


def _with_rest(moves: Moves[S]) -> tuple[tuple[int, S | None], ...]:
    rest = EVERY_BYTE
    for allowed, _ in moves:
        rest &= ~allowed
    return (*moves, (rest, None)) if rest else moves


def both(left: Deterministic[A], right: Deterministic[B]) -> Both[A, B]:
    """The strings of both languages."""
    return Both(left, right)


def either(left: Deterministic[A], right: Deterministic[B]) -> Combined[A, B]:
    """The strings of one language, the other, or both."""
    return Combined(left, right, lambda one, other: one or other)


def without(left: Deterministic[A], right: Deterministic[B]) -> Combined[A, B]:
    """The strings of the first language that are not in the second."""
    return Combined(left, right, lambda one, other: one and not other)


def unlike(left: Deterministic[A], right: Deterministic[B]) -> Combined[A, B]:
    """The strings of exactly one of the two languages."""
    return Combined(left, right, lambda one, other: one is not other)


def overlap(left: Deterministic[A], right: Deterministic[B], budget: int = BUDGET) -> Answer:
    """A string of both languages."""
    return shortest(both(left, right), budget)


def only_in(left: Deterministic[A], right: Deterministic[B], budget: int = BUDGET) -> Answer:
    """A string of the first language that is not in the second: Never means that the second contains the first."""
    return shortest(without(left, right), budget)


def difference(left: Deterministic[A], right: Deterministic[B], budget: int = BUDGET) -> Answer:
    """A string of exactly one of the languages: Never means that they are equal."""
    return shortest(unlike(left, right), budget)
