"""The id map of an unprivileged container, with some ids of the host's let through."""

from collections.abc import Iterator
from typing import Final, Literal

from apparmor_dsl.fleet.model import IdMap

FIRST: Final = 100000
"""Where the ids of unprivileged containers begin on the host. Source: PVE/LXC.pm, /etc/subuid of Debian."""

WIDTH: Final = 65536
"""How many ids a container has."""


def id_map_lines(maps: tuple[IdMap, ...]) -> Iterator[str]:
    """Values of `lxc.idmap`: the whole map, because one line of one's own replaces the default. Empty for no maps."""
    if not maps:
        return
    sorts: tuple[tuple[str, Literal["uid", "gid"]], ...] = (("u", "uid"), ("g", "gid"))
    for letter, kind in sorts:
        mine = sorted((each for each in maps if each.kind in {kind, "both"}), key=lambda each: each.container_id)
        at = 0
        for each in mine:
            if at < min(each.container_id, WIDTH):
                yield f"{letter} {at} {FIRST + at} {min(each.container_id, WIDTH) - at}"
            yield f"{letter} {each.container_id} {each.host_id} {each.size}"
            at = each.container_id + each.size
        if at < WIDTH:
            yield f"{letter} {at} {FIRST + at} {WIDTH - at}"
