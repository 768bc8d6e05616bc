"""Strings and what they are permitted: by the entries of a policy, or by what was compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from apparmor_dsl.semantics.automata import Automaton, Listed, Moves, Moving
from apparmor_dsl.semantics.model.decide import most_permitted
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.permissions import Permissions

S = TypeVar("S")


class Decisions(Moving[S], Protocol[S]):
    """An automaton that says of every string what it is permitted. Where no move leads, nothing is permitted."""

    def permissions(self, state: S) -> Permissions:
        """What the string that led to the state is permitted."""


Decide = Callable[[Iterable[Kind]], Permissions]
"""What the kinds of all entries that match a string permit together."""


_LABELS: dict[Kind, int] = {}


def label_of(kind: Kind) -> int:
    """The label of a kind in automata: the same in all, so that profiles share what they have in common."""
    return _LABELS.setdefault(kind, len(_LABELS))


class Decided:
    """What entries permit, worked out as far as somebody looks.

    A search sees kinds and not entries: telling thousands of entries apart in every state can take forever, and is
    never needed. Which entries decide of one string is another question, answered by `matching` in linear time.
    """

    def __init__(self, entries: Sequence[Entry], decide: Decide) -> None:
        self.entries = entries
        self._decide = decide
        labels = [label_of(entry.kind) for entry in entries]
        self.kinds = {label: entry.kind for label, entry in zip(labels, entries, strict=True)}
        """All kinds by their labels, in the order in which they first come."""
        expressions = (entry.pattern.expression for entry in entries)
        self.automaton = Automaton(zip(expressions, labels, strict=True))
        self.moves: Callable[[int], Moves[int]] = self.automaton.moves
        """Where each byte leads."""
        self.after: Callable[[int, int], int | None] = self.automaton.after
        """Where one byte leads; None where it leads to no match."""
        self._order = {label: place for place, label in enumerate(self.kinds)}
        self._listed: Listed | None = None
        self._decided: dict[frozenset[int], Permissions] = {}
        self._most: dict[int, int] = {}

    @property
    def start(self) -> int:
        """The state of the empty string."""
        return self.automaton.start

    def permissions(self, state: int) -> Permissions:
        """What the string that led to the state is permitted."""
        return self.of_kinds(self.automaton.labels(state))

    def decides_like(self, other: Decided) -> bool:
        """Whether the same entries decide the same here and there, and are the same states."""
        return self._decide == other._decide and self.automaton.shares_with(other.automaton)

    def ask(self, text: bytes) -> Permissions:
        """What the string is permitted."""
        return self.of_kinds(self.automaton.matching(text))

    def matching(self, text: bytes) -> tuple[Entry, ...]:
        """The entries that match the string, in their order."""
        if self._listed is None:
            self._listed = Listed(entry.pattern.expression for entry in self.entries)
        return tuple(self.entries[at] for at in self._listed.matching(text))

    def at_most(self, state: int) -> int:
        """Bits beyond which nothing is permitted of whatever begins with the string that led to the state."""
        found = self._most.get(state)
        if found is None:
            found = 0
            for label in self.automaton.still_possible(state):
                found |= most_permitted(self.kinds[label])
            self._most[state] = found
        return found

    def of_kinds(self, labels: frozenset[int]) -> Permissions:
        """What is permitted where entries of these kinds match, which are named by their labels."""
        found = self._decided.get(labels)
        if found is None:
            in_order = sorted(labels, key=self._order.__getitem__)
            found = self._decided[labels] = self._decide(self.kinds[label] for label in in_order)
        return found
