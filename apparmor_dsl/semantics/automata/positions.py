"""Position automata whose tails are shared: what follows is built first, and built once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from apparmor_dsl.semantics.automata.expression import Choice, Expression, InOrder, OneOf, Repeat, Text

Positions = frozenset[int]


class Arena:
    """All positions of one automaton, by number.

    A position reads one byte of a set and is then at each of the positions that follow. Two positions with the same
    bytes and the same followers are one position: a tail that a thousand expressions have in common stands here once.
    A position without bytes ends a match; its `label` says of what.
    """

    __slots__ = ("_ends", "_known", "allowed", "follow", "label")

    def __init__(self) -> None:
        self.allowed: list[int] = []
        self.follow: list[Positions] = []
        self.label: list[int | None] = []
        self._known: dict[tuple[int, Positions, bool], int] = {}
        self._ends: dict[int, int] = {}

    def end(self, label: int) -> int:
        """The position that ends a match of what the label stands for."""
        if label not in self._ends:
            self._ends[label] = self._new(0, frozenset(), label)
        return self._ends[label]

    def before(self, expression: Expression, then: Positions) -> Positions:
        """The positions from which the expression and after it `then` are matched."""
        match expression:
            case Text(text):
                for byte in reversed(text):
                    then = frozenset((self._step(1 << byte, then),))
                return then
            case OneOf(allowed):
                return frozenset((self._step(allowed, then),)) if allowed else frozenset()
            case InOrder(parts):
                for part in reversed(parts):
                    then = self.before(part, then)
                return then
            case Choice(options):
                return frozenset().union(*(self.before(option, then) for option in options))
            case Repeat(OneOf(allowed)):
                return then | {self._loop(allowed, then)} if allowed else then
            case Repeat(repeated):
                return self._repeat(repeated, then)
            case _:
                assert_never(expression)

    def _new(self, allowed: int, follow: Positions, label: int | None = None) -> int:
        self.allowed.append(allowed)
        self.follow.append(follow)
        self.label.append(label)
        return len(self.allowed) - 1

    def _step(self, allowed: int, then: Positions) -> int:
        key = (allowed, then, False)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._new(allowed, then)
        return found

    def _loop(self, allowed: int, then: Positions) -> int:
        """A position that may be stayed at."""
        key = (allowed, then, True)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._new(allowed, then)
            self.follow[found] = then | {found}
        return found

    def _repeat(self, repeated: Expression, then: Positions) -> Positions:
        """A loop over more than a set of bytes: a stand-in marks where it comes round, and is then replaced."""
        mark = self._new(0, frozenset())
        first = len(self.allowed)
        entry = self.before(repeated, then | {mark})
        around = (entry | then) - {mark}
        for at in range(first, len(self.allowed)):
            if mark in self.follow[at]:
                self.follow[at] = (self.follow[at] - {mark}) | around
        return around


def labels(arena: Arena, positions: Iterable[int]) -> frozenset[int]:
    """The labels of the matches that end here."""
    return frozenset(label for at in positions if (label := arena.label[at]) is not None)
