"""The shortest string of a language, or that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from apparmor_dsl.semantics.automata.byte_sets import readable, readable_rank
from apparmor_dsl.semantics.automata.deterministic import BUDGET, Answer, Deterministic, Found, Moving, Never, Unknown

S = TypeVar("S")


class Walk:
    """A walk over the states of a language, those that short strings lead to first.

    `complete` tells afterwards whether the budget allowed every state that `worth` let in; `seen` how many there were.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.complete = True
        self.seen = 0

    def states(self, language: Moving[S], worth: Callable[[S], bool] = lambda _: True) -> Iterator[tuple[S, bytes]]:
        """Each state once, with a string that leads to it: among the shortest, one that reads well."""
        start = language.start
        parents: dict[S, tuple[S, int] | None] = {start: None}
        front = [start]
        while front:
            further: list[S] = []
            for state in front:
                self.seen += 1
                yield state, _path(parents, state)
                for allowed, reached in sorted(language.moves(state), key=lambda move: readable_rank(move[0])):
                    if reached in parents or not worth(reached):
                        continue
                    if len(parents) >= self.budget:
                        self.complete = False
                        continue
                    parents[reached] = (state, readable(allowed))
                    further.append(reached)
            front = further


def _path(parents: dict[S, tuple[S, int] | None], state: S) -> bytes:
    made = bytearray()
    while (step := parents[state]) is not None:
        state, byte = step
        made.append(byte)
    return bytes(reversed(made))


def shortest(language: Deterministic[S], budget: int = BUDGET) -> Answer:
    """A shortest string of the language."""
    walk = Walk(budget)
    for state, text in walk.states(language):
        if language.accepts(state):
            return Found(text)
    return Never() if walk.complete else Unknown(walk.seen)
