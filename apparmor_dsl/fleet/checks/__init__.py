"""What is wrong with a fleet: a check is a module here with a generator `check`, found by being here."""

from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.found import modules_in
from apparmor_dsl.fleet.model import Fleet


class Check(Protocol):
    """What a module of this folder has."""

    def check(self, fleet: Fleet) -> Iterator[Diagnostic]:
        """What there is to say about the fleet."""
        ...


@cache
def checks() -> tuple[Check, ...]:
    """All of them, in the order of their names."""
    return tuple(cast("Check", module) for module in modules_in(__name__))


def check_fleet(fleet: Fleet) -> tuple[Diagnostic, ...]:
    """What all checks say, in the order of the file."""
    found = [diagnostic for each in checks() for diagnostic in each.check(fleet)]
    return tuple(sorted(found, key=lambda each: (each.span.start if each.span else 0, each.code)))
