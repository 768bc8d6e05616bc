"""What a container needs a platform to be able to say, beyond the label and plain mounts."""

import enum
import re
from collections.abc import Iterator

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.model import Container, Device, Mount, Volume


class Need(enum.Enum):
    """A thing that not every platform's configuration has words for."""

    POOL_VOLUME = "a volume of a storage pool"
    VAGUE_VOLUME = "a volume without the name of a storage or without a size"
    STORAGE_VOLUME = "a volume of a storage"
    COMMA_IN_PATH = "a path with `,` or `=`"
    BLANK_AT_END = "a path that ends in a blank"
    DISCARD = "the mount option `discard`"
    MOUNT_OPTION = "a mount option"
    DEVICE_OWNER = "the owner or mode of a device"
    DEVICE_READ_ONLY = "a device that is only read"
    DEVICE_OPTIONAL = "a device that may be missing"
    KEYCTL = "the feature `keyctl`"
    MKNOD = "the feature `mknod`"
    FORCE_RW_SYS = "the feature `force_rw_sys`"

    @property
    def way_out(self) -> str:
        """What to do where it cannot be said."""
        return {
            Need.VAGUE_VOLUME: 'give it the name of a storage under "pool" and a "size_gb"',
            Need.COMMA_IN_PATH: "give it a path without these characters: there is no escape for them",
            Need.BLANK_AT_END: "give it a path without a blank at its end: it is cut off there",
        }.get(self, "take it out, or choose another platform")


_FEATURES = {"keyctl": Need.KEYCTL, "mknod": Need.MKNOD, "force_rw_sys": Need.FORCE_RW_SYS}

_STORAGE = re.compile("[A-Za-z][A-Za-z0-9._-]*")


def needs_of(container: Container) -> Iterator[tuple[Need, str, Span]]:
    """Each need, what it is in this container, and where it is asked for."""
    for feature in container.features:
        if feature.value != "0" and feature.name in _FEATURES:
            yield _FEATURES[feature.name], f"the feature `{feature.name}`", feature.span
    for mount in container.mounts:
        yield from _of_mount(mount)
    for device in container.devices:
        yield from _of_device(device)


def _of_mount(mount: Mount) -> Iterator[tuple[Need, str, Span]]:
    target = mount.target.value
    if isinstance(mount.source, Volume):
        clear = _STORAGE.fullmatch(mount.source.pool) and mount.source.size_gb is not None
        need = Need.POOL_VOLUME if clear else Need.VAGUE_VOLUME
        yield need, f"the volume {mount.source.name} at {target}", mount.span
        paths = [target]
    else:
        if mount.path is None:
            yield Need.STORAGE_VOLUME, f"the volume {mount.source.value} at {target}", mount.source.span
        paths = [target, mount.source.value]
    if any("," in path or "=" in path for path in paths):
        yield Need.COMMA_IN_PATH, f"the path of the mount at {target}", mount.span
    if any(path != path.strip(" ") for path in paths):
        yield Need.BLANK_AT_END, f"the path of the mount at {target}", mount.span
    for option in mount.options:
        kind = Need.DISCARD if option == "discard" else Need.MOUNT_OPTION
        yield kind, f"the option `{option}` of the mount at {target}", mount.span


def _of_device(device: Device) -> Iterator[tuple[Need, str, Span]]:
    if device.uid is not None or device.gid is not None or device.mode is not None:
        yield Need.DEVICE_OWNER, f"the owner or mode of {device.path}", device.span
    if device.read_only:
        yield Need.DEVICE_READ_ONLY, f"that {device.path} is only read", device.span
    if device.optional:
        yield Need.DEVICE_OPTIONAL, f"that {device.path} may be missing", device.span
    if "," in device.path or "=" in device.path:
        yield Need.COMMA_IN_PATH, f"the path {device.path}", device.span
    if device.path != device.path.strip(" "):
        yield Need.BLANK_AT_END, f"the path {device.path}", device.span
