"""Mounts: one to a target, none over the kernel's files, and what of the host they hand in."""

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice, warning
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.model import Container, Fleet, Mount

_KERNEL: Final = ("/proc", "/sys")
_HOST: Final = (
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/etc/pve",
    "/proc",
    "/root",
    "/run",
    "/run/docker.sock",
    "/sys",
    "/usr",
    "/var",
    "/var/lib/lxc",
    "/var/run",
    "/var/run/docker.sock",
)
"""Folders whose owner owns the host."""

_BELOW: Final = ("/boot", "/etc", "/root", "/sys", "/proc", "/var/lib/lxc")
"""Folders in which each file is the host's own configuration."""


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`two-mounts-one-target`, `mount-over-…`, `host-folder-mounted`, `owner-not-mapped`."""
    for container in fleet.containers:
        first: dict[str, Mount] = {}
        for mount in container.mounts:
            target = mount.target.value
            if target in first:
                message = f"container {container.id.value} has two mounts at {target}"
                labels = (Label(first[target].target.span, "the other"),)
                yield error(
                    "two-mounts-one-target", message, mount.target.span, labels=labels, help="keep one of the two"
                )
            first.setdefault(target, mount)
            yield from _target(container, mount)
            yield from _owner(container, mount)
        yield from _entries(container)
        for source, span in _sources(container):
            if source in _HOST or source.startswith(tuple(f"{folder}/" for folder in _BELOW)):
                message = f"container {container.id.value} gets the host's {source}"
                yield warning("host-folder-mounted", message, span, help="hand in a folder that is made for it")


def _target(container: Container, mount: Mount) -> Iterator[Diagnostic]:
    target = mount.target.value
    if _is_below(target, _KERNEL):
        message = f"container {container.id.value}: a mount at {target} hides files of the kernel"
        yield error("mount-over-kernel-files", message, mount.target.span, help="mount it elsewhere")
    elif _is_below(target, ("/dev",)) and not _is_below(target, ("/dev/shm",)):  # noqa: S108 - the container's
        message = (
            f"container {container.id.value}: a mount at {target} lies in the folder of devices, which is made at start"
        )
        yield warning("mount-over-devices", message, mount.target.span, help='give devices under "devices"')


def _entries(container: Container) -> Iterator[Diagnostic]:
    for option in container.lxc:
        if option.key == "lxc.mount.entry" and any(".." in word.split("/") for word in option.value.split()[:2]):
            message = f"container {container.id.value}: a step `..` in a mount leads out of the container"
            yield error("bad-path", message, option.span, help="write the path without it")


def _sources(container: Container) -> Iterator[tuple[str, Span]]:
    for mount in container.mounts:
        if mount.path is not None:
            yield mount.path, mount.span
    for option in container.lxc:
        words = option.value.split()
        if option.key == "lxc.mount.entry" and option.value.startswith("/") and not words[0].startswith("/dev/"):
            yield "/" + "/".join(step for step in words[0].split("/") if step), option.span


def _owner(container: Container, mount: Mount) -> Iterator[Diagnostic]:
    if container.is_privileged:
        return
    for kind, owner in (("uid", mount.owner_uid), ("gid", mount.owner_gid)):
        mapped = (
            each.host_id <= owner.value < each.host_id + each.size
            for each in container.id_maps
            if owner is not None and each.kind in {kind, "both"}
        )
        if owner is not None and owner.value < 65536 and not any(mapped):
            message = f"container {container.id.value}: what {kind} {owner.value} of the host owns is nobody's inside"
            way_out = f"on the host give it to {100000 + owner.value}, or map the id with `id_maps`"
            yield notice("owner-not-mapped", message, owner.span, help=way_out)


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)
