"""Nesting asked for in a container without a profile."""

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, warning
from apparmor_dsl.fleet.model import Container, Fleet, Unconfined
from apparmor_dsl.fleet.wording import listed


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`nesting-beside-unconfined`"""
    for container in fleet.containers:
        asked = tuple(_asked(container))
        if isinstance(container.confinement, Unconfined) and asked:
            words = listed([label.message for label in asked])
            yield warning(
                "nesting-beside-unconfined",
                f"container {container.id.value} is unconfined: nesting, asked for by {words}, has no effect on policy",
                asked[0].span,
                labels=(Label(container.confinement.span, "unconfined"), *asked[1:]),
                help="a namespace comes with a profile: compile with --confine, or say `generated`",
                notes=("without one, Docker inside cannot read the list of profiles, and says so when it starts",),
            )


def _asked(container: Container) -> Iterator[Label]:
    if container.manages_nesting is not None and container.manages_nesting.value:
        yield Label(container.manages_nesting.span, "`apparmor_manages_nesting`")
    for feature in container.features:
        if feature.name == "nesting" and feature.value == "1":
            yield Label(feature.span, f"`nesting=1` in `{feature.key}`")
