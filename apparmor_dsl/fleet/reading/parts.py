"""Workloads, devices, id maps, and the host: keys of our own that both formats know."""

from typing import Final, Literal, cast

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import notice
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import Device, IdMap, Workload, Written
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    number,
    one_of,
    pattern,
    read_boolean,
    read_filled_text,
    read_object,
    read_path_below_root,
    several,
    unique,
)

WORKLOADS: Final = (
    "amd-gpu",
    "cifs-client",
    "containerd",
    "dns",
    "docker",
    "fuse",
    "incus",
    "kubernetes",
    "kvm",
    "nfs-client",
    "nginx",
    "nvidia-gpu",
    "podman",
    "podman-rootless",
    "tun",
    "vllm",
    "wireguard",
)
"""What may run inside a container, as far as we know what it needs."""


PLATFORMS: Final = ("lxc", "pve")
"""What configuration is written for."""


_HOST_TEXTS: Final = ("abi", "apparmor_version", "features_file", "lxc_path", "lxc_version", "profile_dir")


_device_path = pattern("/dev(/(?!\\.{1,2}(/|$))[^/]+)+", "bad-path", "the path of a device below /dev")


_device_mode = pattern("0[0-7]{3}", "bad-mode", "a mode, such as `0660`")


@frozen
class Host:
    """What the file says about the host."""

    platform: Written[str] | None = None


def read_workload(value: Json, what: str, found: Found) -> Written[str] | None:
    """`"docker"`"""
    return one_of(WORKLOADS, "unknown-workload")(value, what, found)


def read_workloads(value: Json, what: str, found: Found) -> tuple[Workload, ...] | None:
    """What runs inside."""
    words = unique(several(read_workload))(value, what, found)
    return None if words is None else tuple(Workload(word.value, word.value, word.span) for word in words)


def read_device(value: Json, what: str, found: Found) -> Device | None:
    """`{"path": "/dev/kvm", "mode": "0660"}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    path = fields.need("path", _device_path)
    uid, gid = fields.take("uid", number()), fields.take("gid", number())
    mode = fields.take("mode", _device_mode)
    read_only, optional = fields.take("read_only", read_boolean), fields.take("optional", read_boolean)
    fields.refuse_rest(("gid", "mode", "optional", "path", "read_only", "uid"))
    if path is None:
        return None
    return Device(
        path.value,
        path.span,
        uid=uid.value if uid else None,
        gid=gid.value if gid else None,
        mode=mode.value if mode else None,
        read_only=read_only is not None and read_only.value,
        optional=optional is not None and optional.value,
    )


def read_id_map(value: Json, what: str, found: Found) -> IdMap | None:
    """`{"type": "gid", "container_id": 33, "host_id": 33, "size": 1}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    kind = fields.need("type", one_of(("uid", "gid", "both")))
    outside, inside = fields.need("host_id", number()), fields.need("container_id", number())
    size = fields.need("size", number(least=1))
    fields.refuse_rest(("container_id", "host_id", "size", "type"))
    if kind is None or outside is None or inside is None or size is None:
        return None
    said = cast('Literal["uid", "gid", "both"]', kind.value)
    return IdMap(said, inside.value, outside.value, size.value, document.span)


def read_host(value: Json, what: str, found: Found) -> Host | None:
    """`{"platform": "pve"}`; what else it says is kept for later and said to be without effect."""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    platform = fields.take("platform", read_platform)
    for key in _HOST_TEXTS:
        reader = read_path_below_root if key in {"lxc_path", "profile_dir"} else read_filled_text
        if fields.take(key, reader) is not None:
            place = document.by_key[key].key.span
            way_out = "the target of a run is chosen with --target, the folder with -o"
            found.append(notice("no-effect", f"`{key}` of {what} has no effect yet", place, help=way_out))
    fields.refuse_rest(("platform", *_HOST_TEXTS))
    return Host(platform)


def read_platform(value: Json, what: str, found: Found) -> Written[str] | None:
    """`"pve"`"""
    return one_of(PLATFORMS, "unknown-platform")(value, what, found)
