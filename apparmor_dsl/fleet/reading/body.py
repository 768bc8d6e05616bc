"""The keys that a container, and `defaults`, may have in our own format, and how an heir takes them over."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar, cast

from attrs import frozen

from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import (
    MOUNT_OPTIONS,
    Assertion,
    Confinement,
    Device,
    Feature,
    FragmentUse,
    IdMap,
    Mount,
    MountOption,
    RawOption,
    Workload,
    Written,
)
from apparmor_dsl.fleet.reading.assertions import read_assertion
from apparmor_dsl.fleet.reading.confinement import read_confinement
from apparmor_dsl.fleet.reading.fragment_uses import read_fragment_use
from apparmor_dsl.fleet.reading.parts import read_device, read_id_map, read_workloads
from apparmor_dsl.fleet.reading.phoenix_options import without_quotes
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    number,
    one_of,
    pattern,
    read_boolean,
    read_object,
    read_path,
    read_path_below_root,
    read_text,
    several,
    unique,
)

T = TypeVar("T")

BODY_KEYS: Final = (
    "assertions",
    "confinement",
    "description",
    "devices",
    "features",
    "fragments",
    "gpus",
    "id_maps",
    "init",
    "lxc",
    "mounts",
    "os",
    "privileged",
    "workloads",
)

SYSTEMS: Final = (
    "alpine",
    "archlinux",
    "centos",
    "debian",
    "devuan",
    "fedora",
    "gentoo",
    "nixos",
    "opensuse",
    "ubuntu",
    "unmanaged",
)
"""`ostype` of pct.conf(5)."""

_SWITCHES: Final = ("force_rw_sys", "fuse", "keyctl", "mknod", "nesting")


@frozen
class Body:
    """What was said; None and empty where nothing was."""

    privileged: Written[bool] | None = None
    init: Written[str] | None = None
    workloads: tuple[Workload, ...] | None = None
    confinement: Confinement | None = None
    features: tuple[Feature, ...] = ()
    devices: tuple[Device, ...] = ()
    gpus: tuple[Written[int], ...] | None = None
    mounts: tuple[Mount, ...] = ()
    id_maps: tuple[IdMap, ...] | None = None
    lxc: tuple[RawOption, ...] = ()
    fragments: tuple[FragmentUse, ...] = ()
    assertions: tuple[Assertion, ...] = ()


def read_body(fields: Fields) -> Body:
    """The keys of a body, taken out of the fields."""
    fields.take("description", read_text)
    fields.take("os", one_of(SYSTEMS))
    confinement = cast("Confinement | None", fields.take("confinement", read_confinement))
    return Body(
        privileged=fields.take("privileged", read_boolean),
        init=fields.take("init", one_of(("systemd", "openrc", "other"))),
        workloads=fields.take("workloads", read_workloads),
        confinement=confinement,
        features=fields.take("features", _read_features) or (),
        devices=fields.take("devices", several(read_device)) or (),
        gpus=fields.take("gpus", unique(several(number(most=999)))),
        mounts=fields.take("mounts", several(_read_mount)) or (),
        id_maps=fields.take("id_maps", several(read_id_map)),
        lxc=fields.take("lxc", several(_read_lxc)) or (),
        fragments=fields.take("fragments", several(read_fragment_use)) or (),
        assertions=fields.take("assertions", several(read_assertion)) or (),
    )


def inherit(heir: Body, parent: Body) -> Body:
    """The heir's word counts. Words and lists of words replace the parent's; things with a name are joined by it.

    The way of confinement is replaced as a whole: half of one and half of another would be neither.
    """
    return Body(
        privileged=heir.privileged or parent.privileged,
        init=heir.init or parent.init,
        workloads=parent.workloads if heir.workloads is None else heir.workloads,
        confinement=heir.confinement or parent.confinement,
        features=_joined(parent.features, heir.features, lambda feature: feature.name),
        devices=_joined(parent.devices, heir.devices, lambda device: device.path),
        gpus=parent.gpus if heir.gpus is None else heir.gpus,
        mounts=_joined(parent.mounts, heir.mounts, lambda mount: mount.target.value),
        id_maps=parent.id_maps if heir.id_maps is None else heir.id_maps,
        lxc=_joined(parent.lxc, heir.lxc, lambda option: option.key),
        fragments=_joined(parent.fragments, heir.fragments, lambda use: use.name.value),
        assertions=_joined(parent.assertions, heir.assertions, lambda assertion: assertion.id),
    )


def _joined(parents: Iterable[T], heirs: tuple[T, ...], name: Callable[[T], str]) -> tuple[T, ...]:
    replaced = {name(item) for item in heirs}
    return (*(item for item in parents if name(item) not in replaced), *heirs)


def _read_features(value: Json, what: str, found: Found) -> tuple[Feature, ...] | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    features = []
    for name in _SWITCHES:
        switch = fields.take(name, read_boolean)
        if switch is not None:
            features.append(Feature(name, "1" if switch.value else "0", "features", switch.span))
    types = fields.take("mount", several(pattern("[a-zA-Z0-9_]+", "bad-name", "the type of a file system")))
    if types:
        features.append(Feature("mount", ";".join(each.value for each in types), "features", types[0].span))
    fields.refuse_rest((*_SWITCHES, "mount"))
    return tuple(features)


_storage_volume = pattern(
    "[A-Za-z][A-Za-z0-9._-]*:(?!\\.)[A-Za-z0-9._-]+(?:/(?!\\.)[A-Za-z0-9._-]+)*",
    "bad-path",
    "an absolute path, or `STORAGE:VOLUME` of Proxmox VE",
)


def _read_source(value: Json, what: str, found: Found) -> Written[str] | None:
    from apparmor_dsl.fleet.jsontext import JsonString

    if isinstance(value, JsonString) and value.value.startswith("/"):
        return read_path(value, what, found)
    return _storage_volume(value, what, found)


def _read_mount(value: Json, what: str, found: Found) -> Mount | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    source, target = fields.need("source", _read_source), fields.need("target", read_path_below_root)
    read_only = fields.take("read_only", read_boolean)
    options = fields.take("options", unique(several(one_of(MOUNT_OPTIONS)))) or ()
    in_profile = fields.take("enforce_in_profile", read_boolean)
    fields.refuse_rest(("enforce_in_profile", "options", "read_only", "source", "target"))
    if source is None or target is None:
        return None
    return Mount(
        source,
        target,
        document.span,
        read_only=read_only is not None and read_only.value,
        options=tuple(cast("MountOption", option.value) for option in options),
        in_profile=in_profile is None or in_profile.value,
    )


_lxc_key = pattern(
    "(?!lxc\\.(?:apparmor\\.|rootfs\\.|(?:include|idmap)$))lxc\\.[a-z0-9_.-]+",
    "bad-lxc-option",
    "a key of LXC that may stand here; apparmor, include, rootfs and idmap have keys of their own or none",
)


def _read_lxc(value: Json, what: str, found: Found) -> RawOption | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    key, content = fields.need("key", _lxc_key), fields.need("value", read_text)
    fields.refuse_rest(("key", "value"))
    if key is None or content is None:
        return None
    return RawOption(key.value, without_quotes(content.value.strip(" ")), document.span)
