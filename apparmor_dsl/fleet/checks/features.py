"""Features of Proxmox VE that are asked for and do nothing."""

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, notice, warning
from apparmor_dsl.fleet.model import Container, Feature, Fleet, Generated, Unconfined

_SECCOMP: Final = frozenset({"keyctl", "mknod"})
"""Source: make_seccomp_config in PVE/LXC.pm returns nothing for a privileged container."""

_POLICY: Final = frozenset({"fuse", "mount", "nesting"})
"""Source: PVE/LXC.pm, update_lxc_config: no rule for these beside an own `lxc.apparmor.profile`."""


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`feature-without-effect`, `feature-overridden`, `network-mount-in-unprivileged`."""
    for container in fleet.containers:
        for feature in container.features:
            if feature.value == "0" or feature.key == "lxc.apparmor.allow_nesting":
                continue
            if feature.name in _SECCOMP and container.is_privileged:
                yield _without_effect(container, feature)
            elif feature.name in _POLICY and not isinstance(container.confinement, Generated | Unconfined):
                yield _overridden(container, feature)

        yield from _network_mounts(container)


def _network_mounts(container: Container) -> Iterator[Diagnostic]:
    """Only root of the host may mount these. Source: no FS_USERNS_MOUNT in fs/nfs and fs/smb/client."""
    spans = [each.span for each in container.workloads if each.name in {"cifs-client", "nfs-client"}]
    spans += [each.span for each in container.features if each.name == "mount"]
    if spans and not container.is_privileged:
        message = f"container {container.id.value} is unprivileged: the kernel refuses to mount nfs and cifs there"
        yield warning("network-mount-in-unprivileged", message, spans[0], help="mount it on the host and hand it in")


def _without_effect(container: Container, feature: Feature) -> Diagnostic:
    return warning(
        "feature-without-effect",
        f"container {container.id.value} is privileged: `{feature.name}=1` does nothing there",
        feature.span,
        labels=(Label(container.privileged.span, "privileged"),) if container.privileged else (),
        help="take it out; it loosens the seccomp filter of unprivileged containers only",
    )


def _overridden(container: Container, feature: Feature) -> Diagnostic:
    return notice(
        "feature-overridden",
        f"container {container.id.value} has a profile of its own: Proxmox VE adds no rules for `{feature.name}`",
        feature.span,
        help="the profile has to permit it; Proxmox VE warns of this at each start",
    )
