"""From the text of a fleet file to the fleet."""

from pathlib import Path
from typing import Final

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity, error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.frontends import front_ends
from apparmor_dsl.fleet.jsontext import JsonObject, decode
from apparmor_dsl.fleet.jsontext import read as read_json
from apparmor_dsl.fleet.model import Confinement, Container, Fleet, Named, Stacked, Written

MOST: Final = 100
"""Diagnostics of one file; a file with more wrong is not read by a person."""


def read_fleet_file(path: Path) -> tuple[Fleet, tuple[Diagnostic, ...]]:
    """The fleet of a file, and what there is to say about it short of an error. Raises PolicyError."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise PolicyError((error("unreadable-file", f"{path}: {reason}", help="check the path"),)) from None
    return read_fleet(decode(str(path), content))


def read_fleet(source: Source) -> tuple[Fleet, tuple[Diagnostic, ...]]:
    """The fleet of a text, and what there is to say about its form short of an error.

    Raises PolicyError when it is not JSON, not a fleet, or when a value has not the form it must have. What the values
    mean together is for `checks.check_fleet`.
    """
    document = read_json(source)
    if not isinstance(document, JsonObject):
        message = "a fleet is a JSON object"
        raise PolicyError((error("unknown-fleet-format", message, document.span, help=_formats()),))
    front_end = next((each for each in front_ends() if each.recognises(document)), None)
    if front_end is None:
        place = source.span(document.start)
        raise PolicyError((error("unknown-fleet-format", "this is no fleet that is known", place, help=_formats()),))
    fleet, diagnostics = front_end.read(document)
    if has_errors(diagnostics):
        raise PolicyError(shortened(diagnostics))
    return with_namespaces(with_aliases(fleet)), shortened(diagnostics)


def shortened(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics, the worst first to be kept when there are too many; the last one then says how many are left."""
    if len(diagnostics) <= MOST:
        return diagnostics
    worst = sorted(diagnostics, key=lambda found: -found.severity)[:MOST]
    kept = [found for found in diagnostics if any(found is each for each in worst)]
    left = len(diagnostics) - MOST
    more = Diagnostic("too-many", Severity.NOTICE, f"{left} more are not shown", kept[-1].span)
    return (*kept, more)


def with_aliases(fleet: Fleet) -> Fleet:
    """The fleet with the profiles its containers mean, where the file gives them another name."""
    names = {alias.value: target.value for alias, target in fleet.aliases}

    def meant(confinement: Confinement) -> Confinement:
        match confinement:
            case Named(profile) | Stacked(profile) if profile.value in names:
                return evolve(confinement, profile=Written(names[profile.value], profile.span))
            case _:
                return confinement

    containers = tuple(evolve(each, confinement=meant(each.confinement)) for each in fleet.containers)
    return evolve(fleet, containers=containers) if names else fleet


def with_namespaces(fleet: Fleet) -> Fleet:
    """The fleet in which every stacked container has its namespace.

    Where none is given: for a profile of this file the container's own, which the profile is then given. A profile that
    is defined elsewhere says in its own text which one, and the shipped ones say their own name.
    """

    def complete(container: Container) -> Container:
        match container.confinement:
            case Stacked(profile, None):
                here = profile.value in fleet.profiles_by_name
                name = Written(container.profile_name if here else profile.value, profile.span)
                return evolve(container, confinement=Stacked(profile, name))
            case _:
                return container

    return evolve(fleet, containers=tuple(complete(container) for container in fleet.containers))


def _formats() -> str:
    return "a fleet is " + ", or ".join(f"{each.MARK} ({each.NAME})" for each in front_ends())
