"""The shortest string of a language, or that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from apparmor_dsl.semantics.automata.byte_sets import BY_RANK, readable_rank
from apparmor_dsl.semantics.automata.deterministic import (
    BUDGET,
    Answer,
    Deterministic,
    Exhausted,
    Found,
    Moving,
    Never,
    Unknown,
)

S = TypeVar("S")


class Walk:
    """A walk over the states of a language, those that short strings lead to first.

    `complete` tells afterwards whether every state was seen that `worth` let in: the budget may have been used up, or
    the automata exhausted. `seen` is how many there were.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.complete = True
        self.seen = 0

    def states(self, language: Moving[S], worth: Callable[[S], bool] = lambda _: True) -> Iterator[tuple[S, bytes]]:
        """Each state once, with a string that leads to it: among the shortest, one that reads well."""
        start = language.start
        known = {start}
        front = [(start, b"")]
        while front:
            further: list[tuple[S, bytes]] = []
            for state, text in front:
                self.seen += 1
                yield state, text
                try:
                    moves = language.moves(state)
                except Exhausted:
                    self.complete = False
                    continue
                # No two ranks are equal: it is they alone that are compared.
                ranked = [(readable_rank(allowed), reached) for allowed, reached in moves]
                if len(ranked) > 1:
                    ranked.sort()
                for rank, reached in ranked:
                    if reached in known or not worth(reached):
                        continue
                    if len(known) >= self.budget:
                        self.complete = False
                        continue
                    known.add(reached)
                    further.append((reached, text + BY_RANK[rank]))
            front = further


def shortest(language: Deterministic[S], budget: int = BUDGET) -> Answer:
    """A shortest string of the language."""
    walk = Walk(budget)
    for state, text in walk.states(language):
        if language.accepts(state):
            return Found(text)
    return Never() if walk.complete else Unknown(walk.seen)
