"""Small fleets for tests, and what is said of them."""

import json
from collections.abc import Iterable
from typing import Any

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.checks import check_fleet
from apparmor_dsl.fleet.model import Container, Fleet
from apparmor_dsl.fleet.read import read_fleet


def text(document: object) -> str:
    """JSON as people write it, one member a line."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def phoenix(containers: object = None, **keys: Any) -> dict[str, Any]:
    """A fleet in the old format: of these containers, or of one, 900, with these keys."""
    if containers is None:
        containers = {"900": {"name": "a", "unprivileged": True, **keys}}
    return {"lxc_configs": containers}


def native(containers: object = None, **keys: Any) -> dict[str, Any]:
    """A fleet in our own format: of these containers, or of one, 900, with these keys."""
    return {"version": 1, "containers": {"900": keys} if containers is None else containers}


def read(document: object) -> Fleet:
    """The fleet; fails where there is an error."""
    return read_fleet(Source("fleet.json", document if isinstance(document, str) else text(document)))[0]


def container(document: object) -> Container:
    """The one container of a fleet."""
    (only,) = read(document).containers
    return only


def said(document: object) -> tuple[Diagnostic, ...]:
    """Everything that reading and checking say."""
    source = Source("fleet.json", document if isinstance(document, str) else text(document))
    try:
        fleet, diagnostics = read_fleet(source)
    except PolicyError as problem:
        return problem.diagnostics
    return (*diagnostics, *check_fleet(fleet))


def codes(found: Iterable[Diagnostic], least: Severity = Severity.WARNING) -> list[str]:
    """The codes of what is at least so bad."""
    return [each.code for each in found if each.severity >= least]


def one(document: object, code: str) -> Diagnostic:
    """The one diagnostic of this code."""
    found = [each for each in said(document) if each.code == code]
    assert len(found) == 1, [f"{each.code}: {each.message}" for each in said(document)]
    return found[0]
