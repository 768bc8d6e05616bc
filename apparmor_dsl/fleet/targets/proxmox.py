"""Proxmox VE: the active part of `<CTID>.conf`, and the commands that `pct` is needed for. See pct.conf(5).

Lines of this snippet replace lines of the same key above the first `[section]`. There are no comments in it: Proxmox
VE makes the description of them and moves them to the top. Raw `lxc.` lines come last, in their order, as in the
file Proxmox VE writes for LXC.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final

from apparmor_dsl.fleet.config.gpu import devices_of
from apparmor_dsl.fleet.config.id_map import id_map_lines
from apparmor_dsl.fleet.config.line import config_line
from apparmor_dsl.fleet.config.lxc_lines import Line, apparmor_lines, has_nesting, passed_on, security_files
from apparmor_dsl.fleet.config.needs import Need
from apparmor_dsl.fleet.identifiers import CTID
from apparmor_dsl.fleet.model import Container, Device, Generated, Mount, Unconfined, Volume
from apparmor_dsl.fleet.targets import Snippet

NAME: Final = "pve"
TITLE: Final = "Proxmox VE"
FOLDER: Final = "proxmox"
SUPPORTS: Final = frozenset(
    {
        Need.DEVICE_OWNER,
        Need.DEVICE_READ_ONLY,
        Need.DISCARD,
        Need.FORCE_RW_SYS,
        Need.KEYCTL,
        Need.MKNOD,
        Need.MOUNT_OPTION,
        Need.POOL_VOLUME,
        Need.STORAGE_VOLUME,
    }
)
LEFT_OUT: Final[Mapping[Need, str]] = {
    Need.DEVICE_OPTIONAL: "the container does not start where the device is missing",
}

_SEPARATOR: Final = ": "
_KEYRINGS: Final = frozenset({"containerd", "docker"})
"""Workloads that need `keyctl`. Source: description of the feature in PVE/LXC/Config.pm."""


def serves(container: Container) -> bool:
    """Proxmox VE knows containers by number."""
    return re.fullmatch(CTID, container.id.value) is not None


def render(container: Container) -> tuple[Snippet, ...]:
    """The lines of `<CTID>.conf`, and a script where `pct` has something to do."""
    lines = [config_line(key, value, _SEPARATOR, span) for key, value, span in _lines(container)]
    snippets = [Snippet(f"{FOLDER}/{container.id.value}.conf", "".join(f"{line}\n" for line in lines))]
    commands = list(_commands(container))
    if commands:
        head = ["#!/bin/sh", f"# Made by aadsl for container {container.id.value}.", _WHEN, "set -e"]
        snippets.append(
            Snippet(f"{FOLDER}/{container.id.value}.sh", "".join(f"{line}\n" for line in (*head, *commands)))
        )
    return tuple(snippets)


_WHEN = "# A running container takes features at its next start."


def _lines(container: Container) -> Iterator[Line]:
    span = container.span
    if container.privileged is not None:
        yield "unprivileged", "0" if container.is_privileged else "1", container.privileged.span
    features = _features(container)
    if features:
        yield "features", features, span
    for index, mount in enumerate(_mounts(container)):
        if not isinstance(mount.source, Volume):
            yield f"mp{index}", _mount_point(mount, mount.source.value), mount.span
    for index, device in enumerate(devices_of(container)):
        yield f"dev{index}", _device(device), device.span
    yield from passed_on(container)
    for value in id_map_lines(container.id_maps) if not container.is_privileged else ():
        yield "lxc.idmap", value, container.id_maps[0].span
    yield from security_files(container)
    for line in apparmor_lines(container):
        # With a generated profile the feature `nesting` says it, and Proxmox VE adds the rest.
        if line[0] != "lxc.apparmor.allow_nesting" or not isinstance(container.confinement, Generated):
            yield line


def _commands(container: Container) -> Iterator[str]:
    """`pct set` replaces the whole property, so features go in one command; volumes are made where there are none."""
    ctid = container.id.value
    features = _features(container)
    if features:
        yield shlex.join(["pct", "set", ctid, "--features", features])
    for index, mount in enumerate(_mounts(container)):
        if isinstance(mount.source, Volume):
            make = shlex.join(
                ["pct", "set", ctid, f"--mp{index}", _mount_point(mount, f"{mount.source.pool}:{mount.source.size_gb}")]
            )
            yield f"pct config {ctid} | grep -q '^mp{index}: ' || {make}"


def _features(container: Container) -> str:
    """`keyctl=1,nesting=1`: all features as the one property they are."""
    said = {name: feature.value for name in _names(container) if (feature := container.feature(name))}
    if has_nesting(container) and said.get("nesting") != "0":
        said["nesting"] = "1"
    kept = container.is_privileged or isinstance(container.confinement, Unconfined)
    if not kept and any(each.name in _KEYRINGS for each in container.workloads):
        said.setdefault("keyctl", "1")
    return ",".join(f"{name}={value}" for name, value in sorted(said.items()) if value != "0")


def _names(container: Container) -> set[str]:
    return {feature.name for feature in container.features}


def _mounts(container: Container) -> list[Mount]:
    """In the order of their targets: the number of a mount does not hang on where it stands in the file."""
    return sorted(container.mounts, key=lambda each: each.target.value)


def _mount_point(mount: Mount, source: str) -> str:
    words = [source, f"mp={mount.target.value}"]
    words += ["ro=1"] if mount.read_only else []
    words += [f"mountoptions={';'.join(mount.options)}"] if mount.options else []
    return ",".join(words)


def _device(device: Device) -> str:
    words = [device.path]
    words += [f"{key}={value}" for key, value in (("uid", device.uid), ("gid", device.gid)) if value is not None]
    words += [f"mode={device.mode}"] if device.mode is not None else []
    words += ["deny-write=1"] if device.read_only else []
    return ",".join(words)
