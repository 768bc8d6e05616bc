"""Two keys that say different things about one matter, and keys that say the same thing twice."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.model import Container, Fleet

_Said = tuple[str, str, Span]
"""The key, what it says, and where."""


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`conflicting-config`, `said-twice`."""
    for container in fleet.containers:
        requests = [(each.key, each.value, each.span) for each in container.requests]
        yield from _held("the profile", requests, container)
        by_name = sorted(container.features, key=lambda feature: feature.name)
        for name, features in groupby(by_name, key=lambda feature: feature.name):
            yield from _held(f"`{name}`", [(each.key, each.value, each.span) for each in features], container)


def _held(what: str, said: Iterable[_Said], container: Container) -> Iterator[Diagnostic]:
    everything = list(said)
    for key, value, span in everything[1:]:
        first = everything[0]
        label = (Label(first[2], f"{first[1]} here"),)
        if value != first[1]:
            message = f"container {container.id.value}: `{first[0]}` says {first[1]} for {what}, `{key}` says {value}"
            yield error("conflicting-config", message, span, labels=label, help="keep one of the two")
        else:
            message = f"container {container.id.value} says {value} for {what} twice, in `{first[0]}` and in `{key}`"
            yield notice("said-twice", message, span, labels=label, help="keep one, so that they cannot disagree")
