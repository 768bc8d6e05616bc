"""Strings and what they are permitted: by the entries of a policy, or by what was compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from apparmor_dsl.semantics.automata import Automaton, Moves, Moving
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.permissions import Permissions

S = TypeVar("S")


class Decisions(Moving[S], Protocol[S]):
    """An automaton that says of every string what it is permitted. Where no move leads, nothing is permitted."""

    def permissions(self, state: S) -> Permissions:
        """What the string that led to the state is permitted."""


Decide = Callable[[Iterable[Kind]], Permissions]
"""What the kinds of all entries that match a string permit together."""


class Decided:
    """What entries permit, worked out as far as somebody looks.

    A search sees kinds and not entries: telling thousands of entries apart in every state can take forever, and is
    never needed. Which entries decide of one string is another question, answered by `matching` in linear time.
    """

    def __init__(self, entries: Sequence[Entry], decide: Decide) -> None:
        self.entries = entries
        self._decide = decide
        self.kinds = tuple(dict.fromkeys(entry.kind for entry in entries))
        number = {kind: index for index, kind in enumerate(self.kinds)}
        self.automaton = Automaton((entry.pattern.expression, number[entry.kind]) for entry in entries)
        self._rules: Automaton | None = None
        self._decided: dict[frozenset[int], Permissions] = {}

    @property
    def start(self) -> int:
        """The state of the empty string."""
        return self.automaton.start

    def moves(self, state: int) -> Moves[int]:
        """Where each byte leads."""
        return self.automaton.moves(state)

    def permissions(self, state: int) -> Permissions:
        """What the string that led to the state is permitted."""
        return self.of_kinds(self.automaton.labels(state))

    def ask(self, text: bytes) -> Permissions:
        """What the string is permitted."""
        return self.of_kinds(self.automaton.matching(text))

    def matching(self, text: bytes) -> tuple[Entry, ...]:
        """The entries that match the string, in their order."""
        if self._rules is None:
            self._rules = Automaton((entry.pattern.expression, at) for at, entry in enumerate(self.entries))
        return tuple(self.entries[at] for at in sorted(self._rules.matching(text)))

    def of_kinds(self, labels: frozenset[int]) -> Permissions:
        """What is permitted where entries of these kinds match; they are indexes of `kinds`, as are the automaton's."""
        found = self._decided.get(labels)
        if found is None:
            found = self._decided[labels] = self._decide(self.kinds[at] for at in sorted(labels))
        return found
