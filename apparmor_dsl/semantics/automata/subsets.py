"""Sets of positions: what a string leads to, each with a number and known once."""

from __future__ import annotations

from typing import Final

from apparmor_dsl.semantics.automata.byte_sets import EVERY_BYTE
from apparmor_dsl.semantics.automata.deterministic import Exhausted, Moves
from apparmor_dsl.semantics.automata.expression import Expression
from apparmor_dsl.semantics.automata.positions import Arena, Labels, Positions

_REMEMBERED: Final = 1_000_000
"""So many members are kept of steps for texts to come; beyond, these are worked out anew. It bounds the memory."""

_LARGEST: Final = 1_000_000
"""So many members may the sets have together of which new automata are made."""

_MOST: Final = 12_000_000
"""So many members may they have at all, in less than a gigabyte: then no more states are worked out."""


class Subsets:
    """The states of automata: sets of positions, made where somebody looks.

    Automata of which one has many expressions that another has too share most of their positions and many states: what
    is worked out for one of them is there for the next.
    """

    def __init__(self, most: int = _MOST) -> None:
        self.arena = Arena()
        self._most = most
        self.members = 0
        """How many members the sets have together."""
        self.labels: list[Labels] = []
        """For each state the labels of what matches there."""
        self._sets: list[Positions] = []
        self._numbers: dict[Positions, int] = {}
        self.known_moves: list[Moves[int] | None] = []
        """For each state what `moves` has found; None where nobody has asked yet."""
        self._steps: dict[tuple[Positions, int], Positions] = {}
        self._stepped = 0
        self._own_labels: dict[Expression, int] = {}

    def __len__(self) -> int:
        return len(self._sets)

    def number(self, positions: Positions) -> int:
        """The state that these positions are together."""
        found = self._numbers.get(positions)
        if found is None:
            found = self._numbers[positions] = len(self._sets)
            self.members += len(positions)
            self._sets.append(positions)
            self.labels.append(self.labels_of(positions))
            self.known_moves.append(None)
        return found

    def positions(self, state: int) -> Positions:
        """The positions that the state is made of."""
        return self._sets[state]

    def labels_of(self, positions: Positions) -> Labels:
        """The labels of the matches that end here."""
        label = self.arena.label
        ended = positions & self.arena.ends
        return frozenset([label[at] for at in ended]) if ended else ended

    def label_of(self, expression: Expression) -> int:
        """A label that no other expression has here."""
        return self._own_labels.setdefault(expression, len(self._own_labels))

    def moves(self, state: int) -> Moves[int]:
        """The sets of bytes that lead on, each with the state it leads to; other bytes lead to no match.

        Raises Exhausted for a state that nobody has looked at, where there are too many already.
        """
        found = self.known_moves[state]
        if found is None:
            if self.members > self._most:
                raise Exhausted
            number = self.number
            split = self._split(self._sets[state])
            found = tuple((allowed, number(positions)) for positions, allowed in split.items())
            self.known_moves[state] = found
        return found

    def after(self, state: int, byte: int) -> int | None:
        """The state that the byte leads to; None where it leads to no match. Raises Exhausted as `moves` does."""
        moves = self.known_moves[state]
        if moves is None:
            if self.members > self._most:
                raise Exhausted
            reached = self.step(self._sets[state], byte)
            return self.number(reached) if reached else None
        return next((to for allowed, to in moves if allowed >> byte & 1), None)

    def step(self, positions: Positions, byte: int) -> Positions:
        """The positions that the byte leads to."""
        key = (positions, byte)
        found = self._steps.get(key)
        if found is None:
            allowed, follow = self.arena.allowed, self.arena.follow
            found = frozenset().union(*(follow[at] for at in positions if allowed[at] >> byte & 1))
            self._stepped += len(positions) + len(found)
            if self._stepped > _REMEMBERED:
                self._steps.clear()
                self._stepped = 0
            self._steps[key] = found
        return found

    def _split(self, positions: Positions) -> dict[Positions, int]:
        """For each set of positions that one byte can lead to, the bytes that do.

        Most positions read one byte and a few read many: the few are divided among each other first, and the single
        bytes are exceptions to that.
        """
        all_allowed, all_follow = self.arena.allowed, self.arena.follow
        if len(positions) == 1:
            (at,) = positions
            return {all_follow[at]: all_allowed[at]} if all_follow[at] else {}
        single: dict[int, Positions] = {}
        wide: dict[int, Positions] = {}
        for at in positions:
            allowed = all_allowed[at]
            kind = wide if allowed & (allowed - 1) else single
            kind[allowed] = kind[allowed] | all_follow[at] if allowed in kind else all_follow[at]
        single.pop(0, None)  # where a match ends
        atoms: list[tuple[int, Positions]] = [(EVERY_BYTE, frozenset())]
        for allowed, follow in wide.items():
            divided: list[tuple[int, Positions]] = []
            for atom, reached in atoms:
                if inside := atom & allowed:
                    divided.append((inside, reached | follow))
                if outside := atom & ~allowed:
                    divided.append((outside, reached))
            atoms = divided
        made: dict[Positions, int] = {}
        taken = 0
        for byte, follow in single.items():
            reached = follow
            for atom, also in atoms:
                if atom & byte:
                    reached = also | follow
                    break
            made[reached] = made.get(reached, 0) | byte
            taken |= byte
        for atom, reached in atoms:
            if reached and atom & ~taken:
                made[reached] = made.get(reached, 0) | (atom & ~taken)
        made.pop(frozenset(), None)
        return made


_SHARED: Final = [Subsets()]


def shared() -> Subsets:
    """What automata share at present. What has become large stays with its automata, and others begin anew.

    What is kept for long is made in subsets of its own: it would keep all of these.
    """
    if _SHARED[0].members > _LARGEST:
        _SHARED[0] = Subsets()
    return _SHARED[0]
