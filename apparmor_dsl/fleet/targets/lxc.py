"""Plain LXC: lines for the container's `config`, see lxc.container.conf(5).

The order matters. A line of the file's own comes first: an `lxc.include` may set a profile, and an empty value clears
a list. The profile comes last, because the last one counts.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from apparmor_dsl.fleet.config.device_numbers import device_number
from apparmor_dsl.fleet.config.gpu import devices_of
from apparmor_dsl.fleet.config.id_map import id_map_lines
from apparmor_dsl.fleet.config.line import comment_line, config_line, mount_entry
from apparmor_dsl.fleet.config.lxc_lines import Line, apparmor_lines, passed_on, security_files
from apparmor_dsl.fleet.config.needs import Need
from apparmor_dsl.fleet.label import label_of
from apparmor_dsl.fleet.model import Container, Device, Mount
from apparmor_dsl.fleet.targets import Snippet

NAME: Final = "lxc"
TITLE: Final = "plain LXC"
FOLDER: Final = "lxc"
SUPPORTS: Final = frozenset(
    {
        Need.BLANK_AT_END,
        Need.COMMA_IN_PATH,
        Need.DEVICE_OPTIONAL,
        Need.KEYCTL,  # without a word: LXC's own seccomp filter does not block it
        Need.MOUNT_OPTION,
    }
)
LEFT_OUT: Final[Mapping[Need, str]] = {
    Need.DEVICE_OWNER: "set it on the host, with a udev rule",
    Need.DEVICE_READ_ONLY: "add `lxc.cgroup2.devices.allow = c MAJOR:MINOR r` to the container",
    Need.DISCARD: "it has no effect on a bind mount; mount the source with it on the host",
    Need.FORCE_RW_SYS: "it is a switch of Proxmox VE; `lxc.mount.auto` sets what is writable",
    Need.MKNOD: "it is a switch of Proxmox VE; in an unprivileged container LXC makes no device nodes",
    Need.POOL_VOLUME: "mount the volume on the host and give its folder as a mount point",
    Need.VAGUE_VOLUME: "mount the volume on the host and give its folder as a mount point",
    Need.STORAGE_VOLUME: "mount the volume on the host and give its folder as the source",
}

_SEPARATOR: Final = " = "


def serves(container: Container) -> bool:
    """Any container may run here."""
    del container
    return True


def render(container: Container) -> tuple[Snippet, ...]:
    """The lines for the container's configuration."""
    name = f" ({container.name.value})" if container.name else ""
    head = comment_line(f"Made by aadsl for container {container.id.value}{name}: label {label_of(container).text}")
    lines = [config_line(key, value, _SEPARATOR, span) for key, value, span in _lines(container)]
    return (Snippet(f"{FOLDER}/{container.id.value}.conf", "".join(f"{line}\n" for line in (head, *lines))),)


def _lines(container: Container) -> Iterator[Line]:
    yield from passed_on(container)
    for value in id_map_lines(container.id_maps) if not container.is_privileged else ():
        yield "lxc.idmap", value, container.id_maps[0].span
    for mount in sorted(container.mounts, key=lambda each: each.target.value):
        yield from _mount(mount)
    for device in devices_of(container):
        yield from _device(container, device)
    fuse = container.feature("fuse")
    if fuse is not None and container.wants("fuse"):
        yield from _device(container, Device("/dev/fuse", fuse.span))
    yield from security_files(container)
    if label_of(container).text == "generated":
        yield "lxc.apparmor.profile", "generated", container.confinement.span
    yield from apparmor_lines(container)


def _mount(mount: Mount) -> Iterator[Line]:
    if mount.path is not None:
        words = ["bind", *(["ro"] if mount.read_only else []), *(each for each in mount.options if each != "discard")]
        yield (
            "lxc.mount.entry",
            mount_entry(mount.path, mount.target.value, ",".join([*words, "create=dir"])),
            mount.span,
        )


def _device(container: Container, device: Device) -> Iterator[Line]:
    """The node; and in a privileged container leave to use it.

    In an unprivileged one LXC's userns.conf has cleared the list of devices, which allows all: a first entry would
    make it a list of the only one allowed.
    """
    options = "bind,optional,create=file" if device.optional or _is_nvidia(device) else "bind,create=file"
    yield "lxc.mount.entry", mount_entry(device.path, device.path, options), device.span
    number = device_number(device.path)
    if container.is_privileged and number is not None:
        yield "lxc.cgroup2.devices.allow", f"c {number} {'r' if device.read_only else 'rw'}", device.span


def _is_nvidia(device: Device) -> bool:
    return device.path.startswith("/dev/nvidia")
