"""Root of a privileged container is root of the host, and the container's profile lets him act as such."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.fleet.label import label_of, nesting
from apparmor_dsl.fleet.linting.fleets import LintedFleet
from apparmor_dsl.fleet.linting.questions import HOST, permitted
from apparmor_dsl.fleet.model import Container, Generated

LINT = Lint(__name__, Severity.WARNING, Group.security)

_NESTING: Final = "mount fstype=sysfs sysfs -> /mnt/"
"""Source: AA_PROFILE_NESTING_BASE in src/lxc/lsm/apparmor.c of LXC, which has `mount,`."""

_STOCK: Final = {
    "lxc-container-default-with-nesting": "mount fstype=proc proc -> /mnt/",
    "lxc-container-default-with-mounting": "mount fstype=ext4 /dev/sda1 -> /mnt/",
}
"""What profiles that come with LXC permit. Source: config/apparmor/profiles of LXC."""


def check_fleet(fleet: LintedFleet) -> Iterator[Diagnostic]:
    """Privileged containers of which the profile is known, each with one thing that it permits."""
    for container in fleet.fleet.containers:
        if not container.is_privileged or container.privileged is None:
            continue
        found = _permitted(container, fleet)
        if found:
            yield LINT.found(
                f"root of container {container.id.value} is root of the host, and {_profile(container)} permits "
                f"`{found[0]}`: it {HOST[found[0]]}",
                container.confinement.span,
                labels=(Label(container.privileged.span, "privileged"),),
                help="make it an unprivileged container, or give it a profile that refuses this",
                notes=tuple(f"it permits `{one}` too: it {HOST[one]}" for one in found[1:]),
            )


def _permitted(container: Container, fleet: LintedFleet) -> tuple[str, ...]:
    if isinstance(container.confinement, Generated):
        return (_NESTING,) if nesting(container) is not None else ()
    known = fleet.confining(container)
    if known is not None:
        return permitted(known, HOST)
    stock = _STOCK.get(label_of(container).profile or "")
    return (stock,) if stock else ()


def _profile(container: Container) -> str:
    name = label_of(container).profile
    return f"its profile `{name}`" if name else "the profile that LXC generates for nesting"
