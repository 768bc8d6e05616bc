"""Rootless Podman runs in a container, and gives its own containers no profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.linting.fleets import LintedFleet
from apparmor_dsl.fleet.model import Composed, Container, Unconfined

LINT = Lint(__name__, Severity.NOTICE, Group.security)

_ROOTLESS: Final = "podman-rootless"


def check_fleet(fleet: LintedFleet) -> Iterator[Diagnostic]:
    """Each container that has it. Without a profile of the outer one, nothing confines what runs inside: a warning."""
    for container in fleet.fleet.containers:
        asked = _asked(container)
        if asked is None:
            continue
        unconfined = isinstance(container.confinement, Unconfined)
        what = "none, since that is unconfined" if unconfined else "that of the container around them alone"
        yield LINT.found(
            f"rootless Podman applies no profile: what it starts in container {container.id.value} has {what}",
            asked,
            labels=(Label(container.confinement.span, "unconfined"),) if unconfined else (),
            help="run Podman as root of an unprivileged container (`podman`), where each container gets a profile",
            notes=("`--security-opt apparmor=NAME` is refused there, and a default in containers.conf has no effect",),
            severity=Severity.WARNING if unconfined else None,
        )


def _asked(container: Container) -> Span | None:
    """Where the container asks for it."""
    said = [(each.name, each.span) for each in container.workloads]
    composed = container.confinement.fragments if isinstance(container.confinement, Composed) else None
    said += [(use.name.value, use.name.span) for use in (*(composed or ()), *container.fragments)]
    return next((span for name, span in said if name == _ROOTLESS), None)
