"""Position automata whose tails are shared: what follows is built first, and built once."""

from __future__ import annotations

from typing import Final, assert_never

from apparmor_dsl.semantics.automata.expression import Choice, Expression, InOrder, OneOf, Repeat, Text

Positions = frozenset[int]
Labels = frozenset[int]

_NONE: Final[frozenset[int]] = frozenset()


class Arena:
    """Positions, by number.

    A position reads one byte of a set and is then at each of the positions that follow. Two positions with the same
    bytes and the same followers are one position: a tail that a thousand expressions have in common stands here once.
    A position without bytes ends a match: it is one of the `ends`, and `label` says of what. `possible` are the labels
    of the ends that a position can lead to.
    """

    __slots__ = ("_at_end", "_firsts", "_known", "_loops", "allowed", "ends", "follow", "label", "possible")

    def __init__(self) -> None:
        self.allowed: list[int] = []
        self.follow: list[Positions] = []
        self.label: dict[int, int] = {}
        self.ends: set[int] = set()
        self.possible: list[Labels] = []
        self._known: dict[tuple[int, Positions, bool], int] = {}
        self._at_end: dict[int, Positions] = {}
        self._firsts: dict[tuple[Expression, int], Positions] = {}
        self._loops: dict[tuple[Expression, Positions], Positions] = {}

    def first(self, expression: Expression, label: int) -> Positions:
        """The positions from which the expression is matched, whose match has the label."""
        key = (expression, label)
        found = self._firsts.get(key)
        if found is None:
            found = self._firsts[key] = self._before(expression, self._end(label))
        return found

    def _end(self, label: int) -> Positions:
        found = self._at_end.get(label)
        if found is None:
            end = self._new(0, _NONE, frozenset((label,)))
            self.label[end] = label
            self.ends.add(end)
            found = self._at_end[label] = frozenset((end,))
        return found

    def _before(self, expression: Expression, then: Positions) -> Positions:
        """The positions from which the expression and after it `then` are matched."""
        match expression:
            case Text(text):
                for byte in reversed(text):
                    then = frozenset((self._step(1 << byte, then),))
                return then
            case OneOf(allowed):
                return frozenset((self._step(allowed, then),)) if allowed else _NONE
            case InOrder(parts):
                for part in reversed(parts):
                    then = self._before(part, then)
                return then
            case Choice(options):
                return _NONE.union(*(self._before(option, then) for option in options))
            case Repeat(OneOf(allowed)):
                return then | {self._loop(allowed, then)} if allowed else then
            case Repeat(repeated):
                return self._repeat(repeated, then)
            case _:
                assert_never(expression)

    def _new(self, allowed: int, follow: Positions, possible: Labels) -> int:
        self.allowed.append(allowed)
        self.follow.append(follow)
        self.possible.append(possible)
        return len(self.allowed) - 1

    def _step(self, allowed: int, then: Positions) -> int:
        key = (allowed, then, False)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._new(allowed, then, self._possible(then))
        return found

    def _loop(self, allowed: int, then: Positions) -> int:
        """A position that may be stayed at."""
        key = (allowed, then, True)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._new(allowed, then, self._possible(then))
            self.follow[found] = then | {found}
        return found

    def _repeat(self, repeated: Expression, then: Positions) -> Positions:
        """A loop over more than a set of bytes: a stand-in marks where it comes round, and is then replaced."""
        key = (repeated, then)
        if key not in self._loops:
            # Coming round leads to no label that going on does not lead to: the stand-in needs none.
            mark = self._new(0, _NONE, _NONE)
            first = len(self.allowed)
            entry = self._before(repeated, then | {mark})
            around = (entry | then) - {mark}
            for at in range(first, len(self.allowed)):
                if mark in self.follow[at]:
                    self.follow[at] = (self.follow[at] - {mark}) | around
            self._loops[key] = around
        return self._loops[key]

    def _possible(self, then: Positions) -> Labels:
        """The labels of the ends that some of the positions lead to."""
        if len(then) == 1:
            (only,) = then
            return self.possible[only]
        return _NONE.union(*(self.possible[at] for at in then))
