"""Strings of a language that are worth showing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from apparmor_dsl.semantics.automata.byte_sets import readable, readable_rank
from apparmor_dsl.semantics.automata.deterministic import BUDGET, Deterministic, Exhausted

S = TypeVar("S")

_VISITS = 2
"""A state may be passed so often: once round each loop, so that a star is seen to match something."""


def examples(language: Deterministic[S], limit: int, budget: int = BUDGET) -> Iterator[bytes]:
    """At most `limit` strings of the language, short ones first, each by another way through the automaton.

    Of bytes that lead to the same place, the one is taken that reads best, so that what matches paths gives paths.
    """
    front: list[tuple[S, bytes]] = [(language.start, b"")]
    visits: dict[S, int] = {language.start: 1}
    made = 0
    while front:
        further: list[tuple[S, bytes]] = []
        for state, text in front:
            if language.accepts(state):
                yield text
                made += 1
                if made >= limit:
                    return
            try:
                moves = language.moves(state)
            except Exhausted:
                continue
            for allowed, reached in sorted(moves, key=lambda move: readable_rank(move[0])):
                if visits.get(reached, 0) < _VISITS and len(visits) < budget:
                    visits[reached] = visits.get(reached, 0) + 1
                    further.append((reached, text + bytes((readable(allowed),))))
        front = further
