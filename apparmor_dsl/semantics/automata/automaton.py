"""Many expressions as one automaton that is made deterministic where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from apparmor_dsl.semantics.automata.deterministic import Exhausted, Moves
from apparmor_dsl.semantics.automata.expression import Expression
from apparmor_dsl.semantics.automata.positions import Labels, Positions
from apparmor_dsl.semantics.automata.subsets import Subsets, shared

MOST: Final = 4_000_000
"""So many members may the sets have that are made for one automaton, in a few hundred megabytes. Ten times
the largest that were met outside of tests; what has more has expressions of which the states explode."""


class Automaton:
    """The union of labelled expressions: for every string, it knows the labels of those that match.

    Labels are small numbers that mean something to the caller. Automata whose expressions have the same labels share
    what is worked out for them; those in `subsets` of their own share nothing with others, and leave nothing behind.

    A state is a number. Searching makes states, and only a search has a budget: asking of one string costs no more than
    its length times the positions alive, whatever the expressions are.
    """

    def __init__(self, expressions: Iterable[tuple[Expression, int]], subsets: Subsets | None = None) -> None:
        self._subsets = shared() if subsets is None else subsets
        self._known_moves = self._subsets.known_moves
        self._made = 0
        first = self._subsets.arena.first
        self._first: Positions = frozenset().union(*(first(expression, label) for expression, label in expressions))
        self.start = self._subsets.number(self._first)
        self.after: Callable[[int, int], int | None] = self._subsets.after
        """The state that a byte leads to; None where it leads to no match. May raise Exhausted."""

    def labels(self, state: int) -> Labels:
        """The labels of the expressions that match what leads to the state."""
        return self._subsets.labels[state]

    def accepts(self, state: int) -> bool:
        """Whether any expression matches what leads to the state."""
        return bool(self._subsets.labels[state])

    def moves(self, state: int) -> Moves[int]:
        """The sets of bytes that lead on, each with the state it leads to; other bytes lead to no match.

        Raises Exhausted for a state that nobody has looked at, where too much was made for this automaton already.
        """
        found = self._known_moves[state]
        return self._worked_out(state) if found is None else found

    def _worked_out(self, state: int) -> Moves[int]:
        if self._made > MOST:
            raise Exhausted
        before = self._subsets.members
        found = self._subsets.moves(state)
        self._made += self._subsets.members - before
        return found

    def matching(self, text: bytes) -> Labels:
        """The labels of the expressions that match the whole text."""
        positions, step = self._first, self._subsets.step
        for byte in text:
            positions = step(positions, byte)
            if not positions:
                return frozenset()
        return self._subsets.labels_of(positions)

    def may_begin_with(self, byte: int) -> bool:
        """Whether the byte leads anywhere."""
        return bool(self._subsets.step(self._first, byte))

    def shares_with(self, other: Automaton) -> bool:
        """Whether a state of the one is the same state of the other, so that all that follows is the same too."""
        return self._subsets is other._subsets

    def still_possible(self, state: int) -> Labels:
        """The labels of the expressions of which some match begins with what leads to the state."""
        possible = self._subsets.arena.possible
        return frozenset().union(*{possible[at] for at in self._subsets.positions(state)})


class Listed:
    """Expressions of a list, told apart: for every string, it knows at which places of the list those stand that match.

    To the automaton an expression is its own label, so that lists which have it in common share what it is made of.
    """

    def __init__(self, expressions: Iterable[Expression]) -> None:
        subsets = shared()
        self._places: dict[int, list[int]] = {}
        found: list[tuple[Expression, int]] = []
        for place, expression in enumerate(expressions):
            label = subsets.label_of(expression)
            found.append((expression, label))
            self._places.setdefault(label, []).append(place)
        self._automaton = Automaton(found, subsets)

    def matching(self, text: bytes) -> list[int]:
        """The places of the expressions that match the whole text, the first one first."""
        return sorted(place for label in self._automaton.matching(text) for place in self._places[label])
