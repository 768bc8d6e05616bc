"""Whether a container is privileged: the first thing to know about it."""

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, warning
from apparmor_dsl.fleet.model import Fleet


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`privilege-not-said`"""
    for container in fleet.containers:
        if container.privileged is None:
            yield warning(
                "privilege-not-said",
                f"nothing says whether container {container.id.value} is privileged; taken to be unprivileged",
                container.span,
                help='write "unprivileged": true or false; what a tool makes by default differs',
            )
