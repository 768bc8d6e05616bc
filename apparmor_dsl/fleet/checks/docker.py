"""Docker inside: what it needs, and what it says when it has not got it."""

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, notice, warning
from apparmor_dsl.fleet.model import Container, Fleet, Unconfined, Workload

_DOCKER_SAYS: Final = (
    "Could not check if docker-default AppArmor profile was loaded: "
    "open /sys/kernel/security/apparmor/profiles: permission denied"
)


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`docker-beside-unconfined`, `docker-in-privileged`, `docker-without-features`."""
    for container in fleet.containers:
        docker = next((each for each in container.workloads if each.name == "docker"), None)
        if docker is None:
            continue
        if container.is_privileged:
            yield _privileged(container, docker)
        elif isinstance(container.confinement, Unconfined):
            yield _unconfined(container, docker)
        missing = [name for name in ("keyctl", "nesting") if not container.wants(name)]
        if fleet.format == "phoenix" and missing and not container.is_privileged:
            words = ",".join(f"{name}=1" for name in missing)
            message = f"container {container.id.value} runs Docker and does not ask for {words}"
            unconfined = isinstance(container.confinement, Unconfined)
            way_out = (
                f"add {words}" if unconfined else f"the configuration has them; ask for {words} in the file as well"
            )
            yield notice("docker-without-features", message, docker.span, help=way_out)


def _privileged(container: Container, docker: Workload) -> Diagnostic:
    return warning(
        "docker-in-privileged",
        f"container {container.id.value} is privileged and runs Docker: root in a container of it is root on the host",
        docker.span,
        labels=(Label(container.privileged.span, "privileged"),) if container.privileged else (),
        help="make it anew as an unprivileged container; an existing one cannot be changed",
    )


def _unconfined(container: Container, docker: Workload) -> Diagnostic:
    return warning(
        "docker-beside-unconfined",
        f"container {container.id.value} runs Docker unprivileged and unconfined, and Docker may not start there",
        docker.span,
        labels=(Label(container.confinement.span, "unconfined"),),
        help="compile with --confine: in a namespace of its own Docker can read the list of profiles",
        notes=(f"where the container sees securityfs, as on Ubuntu, Docker says: {_DOCKER_SAYS}",),
    )
