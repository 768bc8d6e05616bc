"""Volumes and mount points of `phoenix_lxc_configs.json`."""

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import Mount, Volume
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    Reader,
    number,
    read_boolean,
    read_filled_text,
    read_object,
    read_path,
    read_path_below_root,
    read_size,
)

Unknown = dict[str, list[Span]]
"""Keys nobody here knows, and where they stand."""


def volume(unknown: Unknown) -> Reader[Mount]:
    """A reader of `{"name": "models", "pool": "tank", "size_gb": 50, "mount_point": "/models"}`."""

    def read_volume(value: Json, what: str, found: Found) -> Mount | None:
        document = read_object(value, what, found)
        if document is None:
            return None
        fields = Fields(document, what, found)
        name, pool = fields.need("name", read_filled_text), fields.need("pool", read_filled_text)
        size = fields.take("size_gb", read_size)
        target = fields.need("mount_point", read_path_below_root)
        mention(fields, unknown)
        if name is None or pool is None or target is None:
            return None
        return Mount(Volume(name.value, pool.value, size), target, document.span)

    return read_volume


def mount_point(unknown: Unknown) -> Reader[Mount]:
    """A reader of `{"host_path": "/tank/ssl", "container_path": "/etc/ssl", "owner_uid": 33, "ro": true}`."""

    def read_mount_point(value: Json, what: str, found: Found) -> Mount | None:
        document = read_object(value, what, found)
        if document is None:
            return None
        fields = Fields(document, what, found)
        source = fields.need("host_path", read_path)
        target = fields.need("container_path", read_path_below_root)
        uid, gid = fields.take("owner_uid", number()), fields.take("owner_gid", number())
        read_only = fields.take("ro", read_boolean)
        mention(fields, unknown)
        if source is None or target is None:
            return None
        locked = read_only is not None and read_only.value
        return Mount(source, target, document.span, read_only=locked, owner_uid=uid, owner_gid=gid)

    return read_mount_point


def mention(fields: Fields, unknown: Unknown) -> None:
    """Keep the keys that nobody took."""
    for member in fields.rest():
        unknown.setdefault(member.key.value, []).append(member.key.span)
