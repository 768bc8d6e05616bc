"""Chains of steps from profile to profile that end where nothing is confined.

Looked for backwards, from where confinement ends: of the many ways that lead nowhere in particular none is looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.lint.facts import Facts
from apparmor_dsl.analysis.lint.ways import Step, Ways, confines


@frozen(eq=False)
class Chain:
    """A shortest way from a profile to where confinement ends. `certain`: whoever takes the profile over can go it."""

    steps: tuple[Step, ...]
    certain: bool

    @property
    def start(self) -> Facts:
        """Where it begins."""
        return self.steps[0].source


def chains(profiles: Sequence[Facts]) -> Iterator[Chain]:
    """One of each profile from which confinement does not end in the very first step."""
    ways = Ways(profiles)
    told: set[int] = set()
    for ends, through, certain in _KINDS:
        found = _backwards(ways, ends, through)
        told |= {key for key, steps in found.items() if steps[0].to is None}
        for key, steps in found.items():
            if key not in told:
                yield Chain(steps, certain)
        told |= found.keys()


def _backwards(
    ways: Ways, ends: Callable[[Step], bool], through: Callable[[Step], bool]
) -> dict[int, tuple[Step, ...]]:
    """The shortest ways to such an end, by the profiles from which they start."""
    found: dict[int, tuple[Step, ...]] = {}
    for step in ways.last():
        if ends(step):
            found.setdefault(id(step.source), (step,))
    front = deque(found.values())
    while front:
        steps = front.popleft()
        for step in ways.into(steps[0].source, found):
            if through(step):
                found[id(step.source)] = (step, *steps)
                front.append(found[id(step.source)])
    return found


def _obeys(step: Step) -> bool:
    return step.obeys


def _is_any(step: Step) -> bool:
    del step
    return True


def _is_taken_along(step: Step) -> bool:
    """Whether who has taken over the profile is confined no more."""
    return step.obeys and (step.to is None or not confines(step.to))


def _runs_anything(step: Step) -> bool:
    """Whether a program that does what it is told is executed unconfined."""
    return step.obeys and step.to is None and step.how == "exec"


def _is_lost(step: Step) -> bool:
    """Whether something is not confined any more, whoever decides what it does."""
    return step.to is None or not confines(step.to)


def _replaces_policy(step: Step) -> bool:
    return step.obeys and step.to is not None and step.to.replaces_policy is not None


_KINDS: Final = (
    (_is_taken_along, _obeys, True),
    (_runs_anything, _is_any, True),
    (_is_lost, _is_any, False),
    (_replaces_policy, _obeys, False),
)
"""What ends confinement, by what steps it is come to, and whether that is certain."""
