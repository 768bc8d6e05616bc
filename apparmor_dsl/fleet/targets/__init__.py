"""Platforms that configuration is written for: a module each, found by being here.

A target declares what it can say (`SUPPORTS`) and what it leaves out with a word about it (`LEFT_OUT`). Whatever else
a container needs is refused: half a configuration that looks whole would be worse than none.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, has_errors, notice, warning
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.config.needs import Need, needs_of
from apparmor_dsl.fleet.found import modules_in
from apparmor_dsl.fleet.model import Container, Fleet


@frozen
class Snippet:
    """A piece of configuration: its path below the folder for snippets, and its text."""

    path: str
    text: str


@frozen
class Rendered:
    """What came out for a container, and what is to be said about it. With an error, `snippets` is empty."""

    snippets: tuple[Snippet, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Target(Protocol):
    """What a module of this folder has."""

    NAME: str
    """The platform in a fleet file."""
    TITLE: str
    """The platform in messages."""
    FOLDER: str
    """Where its snippets are, below the folder for snippets."""
    SUPPORTS: frozenset[Need]
    """Needs of a container that the platform's configuration can say."""
    LEFT_OUT: Mapping[Need, str]
    """Needs that it cannot say and that may be missing, each with what to do."""

    def serves(self, container: Container) -> bool:
        """Whether the container can run on the platform."""
        ...

    def render(self, container: Container) -> tuple[Snippet, ...]:
        """The snippets. Raises PolicyError where a value cannot stand in a line."""
        ...


@cache
def targets() -> tuple[Target, ...]:
    """All of them, in the order of their names."""
    return tuple(cast("Target", module) for module in modules_in(__name__))


def render(container: Container, target: Target) -> Rendered:
    """What the target makes of one container."""
    diagnostics = tuple(_unsaid(container, target))
    if has_errors(diagnostics):
        return Rendered((), diagnostics)
    try:
        return Rendered(target.render(container), diagnostics)
    except PolicyError as problem:
        return Rendered((), (*diagnostics, *problem.diagnostics))


def render_fleet(fleet: Fleet) -> Rendered:
    """What every target makes of every container that can run on its platform, in the order of the file."""
    rendered = [_rendered(container, target) for container in fleet.containers for target in targets()]
    diagnostics = tuple(found for each in rendered for found in each.diagnostics)
    snippets = tuple(snippet for each in rendered for snippet in each.snippets)
    return Rendered(() if has_errors(diagnostics) else snippets, diagnostics)


def _rendered(container: Container, target: Target) -> Rendered:
    """As `render`; for a platform that is not the container's only what can be said in full."""
    wanted = container.platform is not None and container.platform.value == target.NAME
    if not wanted and not target.serves(container):
        return Rendered()
    rendered = render(container, target)
    if container.platform is None or wanted or not rendered.diagnostics:
        return rendered
    reason = rendered.diagnostics[0]
    message = f"nothing is written for {target.TITLE}: {reason.message}"
    return Rendered((), (notice("other-platform", message, reason.span, help=reason.help),))


def _unsaid(container: Container, target: Target) -> Iterator[Diagnostic]:
    where = f"container {container.id.value}"
    if not target.serves(container):
        message = f"{where} cannot run on {target.TITLE}, which knows its containers by number"
        yield error("not-supported", message, container.span, help="give it a number from 100 to 999999999")
    for need, what, span in needs_of(container):
        if need in target.LEFT_OUT:
            message = f"{where}: {what} is left out of the configuration for {target.TITLE}"
            yield warning("left-out", message, span, help=target.LEFT_OUT[need])
        elif need not in target.SUPPORTS:
            message = f"{where}: {what} cannot be said in the configuration of {target.TITLE}"
            yield error("not-supported", message, span, help=need.way_out)
