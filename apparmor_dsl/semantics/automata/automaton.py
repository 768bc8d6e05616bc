"""Many expressions as one automaton that is made deterministic where somebody looks."""

from __future__ import annotations

from collections.abc import Iterable

from apparmor_dsl.semantics.automata.byte_sets import EVERY_BYTE, members
from apparmor_dsl.semantics.automata.deterministic import Moves
from apparmor_dsl.semantics.automata.expression import Expression
from apparmor_dsl.semantics.automata.positions import Arena, Positions, labels

_REMEMBERED = 100_000
"""So many steps are kept for texts to come; beyond, they are worked out anew. It bounds the memory, not the answers."""


class Automaton:
    """The union of labelled expressions: for every string, it knows the labels of those that match.

    Labels are small numbers: the indexes of a list that the caller keeps.

    A state is a number; 0 is the start. Searching makes states, and only a search has a budget: asking of one string
    costs no more than its length times the positions alive, whatever the expressions are.
    """

    def __init__(self, expressions: Iterable[tuple[Expression, int]]) -> None:
        self._arena = Arena()
        first: set[int] = set()
        for expression, label in expressions:
            first |= self._arena.before(expression, frozenset((self._arena.end(label),)))
        self._states: list[Positions] = []
        self._numbers: dict[Positions, int] = {}
        self._labels: list[frozenset[int]] = []
        self._moves: list[Moves[int] | None] = []
        self._steps: dict[tuple[Positions, int], Positions] = {}
        self._possible: list[int] = []
        self.start = self._number(frozenset(first))

    def labels(self, state: int) -> frozenset[int]:
        """The labels of the expressions that match what leads to the state."""
        return self._labels[state]

    def accepts(self, state: int) -> bool:
        """Whether any expression matches what leads to the state."""
        return bool(self._labels[state])

    def moves(self, state: int) -> Moves[int]:
        """The sets of bytes that lead on, each with the state it leads to; other bytes lead to no match."""
        found = self._moves[state]
        if found is None:
            found = self._moves[state] = tuple(
                (allowed, self._number(positions)) for positions, allowed in self._split(self._states[state]).items()
            )
        return found

    def matching(self, text: bytes) -> frozenset[int]:
        """The labels of the expressions that match the whole text."""
        positions = self._states[0]
        for byte in text:
            positions = self._step(positions, byte)
            if not positions:
                return frozenset()
        return labels(self._arena, positions)

    def still_possible(self, state: int) -> frozenset[int]:
        """The labels of the expressions of which some match begins with what leads to the state."""
        reachable = self._reachable()
        bits = 0
        for at in self._states[state]:
            bits |= reachable[at]
        return frozenset(members(bits))

    def size(self) -> int:
        """How many states somebody has looked at."""
        return len(self._states)

    def positions(self) -> int:
        """How many positions the expressions have together."""
        return len(self._arena.allowed)

    def _number(self, positions: Positions) -> int:
        found = self._numbers.get(positions)
        if found is None:
            found = self._numbers[positions] = len(self._states)
            self._states.append(positions)
            self._labels.append(labels(self._arena, positions))
            self._moves.append(None)
        return found

    def _step(self, positions: Positions, byte: int) -> Positions:
        key = (positions, byte)
        found = self._steps.get(key)
        if found is None:
            allowed, follow = self._arena.allowed, self._arena.follow
            found = frozenset().union(*(follow[at] for at in positions if allowed[at] >> byte & 1))
            if len(self._steps) >= _REMEMBERED:
                self._steps.clear()
            self._steps[key] = found
        return found

    def _split(self, positions: Positions) -> dict[Positions, int]:
        """For each set of positions that one byte can lead to, the bytes that do.

        Most positions read one byte and a few read many: the few are divided among each other first, and the single
        bytes are exceptions to that.
        """
        single: dict[int, set[int]] = {}
        wide: dict[int, set[int]] = {}
        for at in positions:
            allowed = self._arena.allowed[at]
            kind = wide if allowed & (allowed - 1) else single
            if allowed in kind:
                kind[allowed] |= self._arena.follow[at]
            elif allowed:
                kind[allowed] = set(self._arena.follow[at])
        atoms: list[tuple[int, frozenset[int]]] = [(EVERY_BYTE, frozenset())]
        for allowed, follow in wide.items():
            divided: list[tuple[int, frozenset[int]]] = []
            for atom, reached in atoms:
                if inside := atom & allowed:
                    divided.append((inside, reached | follow))
                if outside := atom & ~allowed:
                    divided.append((outside, reached))
            atoms = divided
        made: dict[Positions, int] = {}
        taken = 0
        for byte, follow in single.items():
            reached = next(reached for atom, reached in atoms if atom & byte) | follow
            made[reached] = made.get(reached, 0) | byte
            taken |= byte
        for atom, reached in atoms:
            if reached and atom & ~taken:
                made[reached] = made.get(reached, 0) | (atom & ~taken)
        return made

    def _reachable(self) -> list[int]:
        """For each position the labels of the ends that it can lead to, as bits."""
        if len(self._possible) != len(self._arena.allowed):
            found = [0 if label is None else 1 << label for label in self._arena.label]
            # A follower has a smaller number than what it follows, except where a loop comes round.
            changed = True
            while changed:
                changed = False
                for at, follow in enumerate(self._arena.follow):
                    bits = found[at]
                    for further in follow:
                        bits |= found[further]
                    if bits != found[at]:
                        found[at] = bits
                        changed = True
            self._possible = found
        return self._possible
