"""Formats that a fleet may be written in: a module each, found by being here."""

from functools import cache
from typing import Protocol, cast

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.found import modules_in
from apparmor_dsl.fleet.jsontext import JsonObject
from apparmor_dsl.fleet.model import Fleet


class FrontEnd(Protocol):
    """What a module of this folder has."""

    NAME: str
    """What the format is called."""
    MARK: str
    """What tells a reader that a file is of this format."""

    def recognises(self, document: JsonObject) -> bool:
        """Whether the document is meant to be of this format."""
        ...

    def read(self, document: JsonObject) -> tuple[Fleet, tuple[Diagnostic, ...]]:
        """The fleet, and what there is to say. With an error among the diagnostics the fleet is incomplete."""
        ...


@cache
def front_ends() -> tuple[FrontEnd, ...]:
    """All of them, in the order of their names."""
    return tuple(cast("FrontEnd", module) for module in modules_in(__name__))
