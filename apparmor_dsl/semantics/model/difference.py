"""Where two policies decide differently, over all strings."""

from __future__ import annotations

from typing import TypeVar

from attrs import frozen

from apparmor_dsl.semantics.automata import BUDGET, Never, SideBySide, Unknown, Walk
from apparmor_dsl.semantics.model.decisions import Decided, Decisions
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
    worth = _may_differ if _decide_alike(left, right) else lambda _: True
    for (one, other), text in walk.states(SideBySide(left, right), worth):
        first = NOTHING if one is None else left.permissions(one)
        second = NOTHING if other is None else right.permissions(other)
        if first != second:
            return Differs(text, first, second)
    return Never() if walk.complete else Unknown(walk.seen)


def _decide_alike(left: object, right: object) -> bool:
    """Whether a state of the one says, with all that follows it, what the same state of the other says."""
    return isinstance(left, Decided) and isinstance(right, Decided) and left.decides_like(right)


def _may_differ(states: tuple[object, object]) -> bool:
    """Where both sides are in the same state, the same entries are left."""
    return states[0] != states[1]
