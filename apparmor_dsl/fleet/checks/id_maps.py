"""Ids that are mapped one by one."""

from collections.abc import Iterator
from itertools import combinations

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice, warning
from apparmor_dsl.fleet.config.id_map import FIRST, WIDTH
from apparmor_dsl.fleet.model import Container, Fleet, IdMap


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`id-maps-overlap`, `id-maps-twice`, `id-maps-in-privileged`, `id-map-not-granted`, `host-root-mapped`."""
    for container in fleet.containers:
        for one, other in combinations(container.id_maps, 2):
            if _overlap(one, other):
                message = f"container {container.id.value}: two maps speak of the same ids"
                labels = (Label(one.span, "the other"),)
                yield error("id-maps-overlap", message, other.span, labels=labels, help="give every id once")
        for each in container.id_maps:
            if each.host_id < FIRST + WIDTH and each.host_id + each.size > FIRST:
                message = f"container {container.id.value}: ids from {FIRST} on are those of its other users"
                yield error("id-maps-overlap", message, each.span, help=f"map to ids of the host below {FIRST}")
        yield from _root_of_the_host(container)
        if container.id_maps and container.is_privileged:
            message = f"container {container.id.value} is privileged: its ids are the host's, nothing is mapped"
            yield warning("id-maps-in-privileged", message, container.id_maps[0].span, help="take `id_maps` out")
        elif container.id_maps:
            first = container.id_maps[0]
            message = (
                f"container {container.id.value}: root must be granted host id {first.host_id} before it can be mapped"
            )
            files = {"uid": "/etc/subuid", "gid": "/etc/subgid", "both": "/etc/subuid and /etc/subgid"}[first.kind]
            way_out = f"add `root:{first.host_id}:{first.size}` to {files}"
            yield notice("id-map-not-granted", message, first.span, help=way_out)
        raw = next((option for option in container.lxc if option.key == "lxc.idmap"), None)
        if container.id_maps and raw is not None:
            message = f"container {container.id.value} maps ids in two ways"
            labels = (Label(container.id_maps[0].span, "the other"),)
            yield error("id-maps-twice", message, raw.span, labels=labels, help="keep one of the two")


def _root_of_the_host(container: Container) -> Iterator[Diagnostic]:
    lines = [option for option in container.lxc if option.key == "lxc.idmap"]
    spans = [each.span for each in container.id_maps if each.host_id == 0]
    spans += [option.span for option in lines if option.value.split()[2:3] == ["0"]]
    if spans and not container.is_privileged:
        message = f"container {container.id.value}: an id inside is root of the host"
        yield warning("host-root-mapped", message, spans[0], help="map to an id of the host that owns nothing else")


def _overlap(one: IdMap, other: IdMap) -> bool:
    if {one.kind, other.kind} == {"uid", "gid"}:
        return False
    return any(
        first < second + other.size and second < first + one.size
        for first, second in ((one.container_id, other.container_id), (one.host_id, other.host_id))
    )
