"""Where two policies decide differently, over all strings."""

from __future__ import annotations

from typing import TypeVar

from attrs import frozen

from apparmor_dsl.semantics.automata import BUDGET, Never, SideBySide, Unknown, Walk
from apparmor_dsl.semantics.model.decisions import Decisions
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions

A = TypeVar("A")
B = TypeVar("B")


@frozen
class Differs:
    """A string that the two decide differently, and no shorter one is; what each of them says of it."""

    witness: bytes
    left: Permissions
    right: Permissions


def difference(left: Decisions[A], right: Decisions[B], budget: int = BUDGET) -> Differs | Never | Unknown:
    """The shortest string of which the two say different things. Never: there is none, which is proved."""
    walk = Walk(budget)
    for (one, other), text in walk.states(SideBySide(left, right)):
        first = NOTHING if one is None else left.permissions(one)
        second = NOTHING if other is None else right.permissions(other)
        if first != second:
            return Differs(text, first, second)
    return Never() if walk.complete else Unknown(walk.seen)
