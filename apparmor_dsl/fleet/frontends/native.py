"""Our own format.

`{"version": 1, "containers": {"910": {"workloads": ["docker"], "mounts": […]}}}`
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.identifiers import CONTAINER_NAME, CTID
from apparmor_dsl.fleet.jsontext import Json, JsonNumber, JsonObject
from apparmor_dsl.fleet.model import Composed, Container, Fleet, Written
from apparmor_dsl.fleet.reading.assertions import read_assertion, read_waiver
from apparmor_dsl.fleet.reading.body import BODY_KEYS, Body, inherit, read_body
from apparmor_dsl.fleet.reading.parts import Host, read_host, read_platform
from apparmor_dsl.fleet.reading.profiles import read_aliases, read_profiles
from apparmor_dsl.fleet.reading.shape import Fields, Found, pattern, read_filled_text, read_object, read_text, several
from apparmor_dsl.fleet.wording import shown

NAME: Final = "native"
MARK: Final = 'an object with the keys "version" and "containers"'
"""What tells a file of this format from others."""

DEEPEST: Final = 16
"""Steps from an heir to its first ancestor."""

_KEYS: Final = ("$schema", "aliases", "assertions", "containers", "defaults", "host", "profiles", "version", "waivers")
_host_name = pattern("[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?", "bad-name", "a host name")
_node = pattern("[a-zA-Z0-9-]+", "bad-name", "the name of a node")


@frozen
class _Entry:
    """A container before it has inherited anything."""

    id: Written[str]
    body: Body
    name: Written[str] | None
    platform: Written[str] | None
    inherits: Written[str] | None


def recognises(document: JsonObject) -> bool:
    """Whether the document has containers, and not those of the other format."""
    return "lxc_configs" not in document.by_key and bool({"containers", "version"} & document.by_key.keys())


def read(document: JsonObject) -> tuple[Fleet, tuple[Diagnostic, ...]]:
    """The fleet of the file."""
    found: Found = []
    fields = Fields(document, "the file", found)
    fields.take("$schema", read_text)
    fields.need("version", _read_version)
    host = fields.take("host", read_host) or Host()
    defaults = fields.take("defaults", _read_defaults) or Body()
    entries = fields.need("containers", _read_entries) or ()
    fleet = Fleet(
        document.source,
        NAME,
        profiles=fields.take("profiles", read_profiles) or (),
        aliases=fields.take("aliases", read_aliases) or (),
        assertions=fields.take("assertions", several(read_assertion)) or (),
        waivers=fields.take("waivers", several(read_waiver)) or (),
    )
    fields.refuse_rest(_KEYS)
    containers = _inherited(entries, defaults, host, found)
    return evolve(fleet, containers=tuple(containers)), tuple(found)


def _read_version(value: Json, what: str, found: Found) -> bool:
    if not isinstance(value, JsonNumber) or value.value != 1:
        found.append(error("unknown-version", f"{what} is not 1, the one version there is", value.span, help="write 1"))
    return True


def _read_defaults(value: Json, what: str, found: Found) -> Body | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    body = read_body(fields)
    fields.refuse_rest(BODY_KEYS)
    return body


def _read_entries(value: Json, what: str, found: Found) -> tuple[_Entry, ...] | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    id_pattern = re.compile(f"{CTID}|{CONTAINER_NAME}")
    entries = []
    for member in document.members:
        known = id_pattern.fullmatch(member.key.value)
        if not known:
            message = f"{shown(member.key.value)} cannot be the id of a container"
            way_out = "an id is a number from 100 to 999999999, or a host name of letters, digits and `-`"
            found.append(error("bad-container-id", message, member.key.span, help=way_out))
        owner = f"container {member.key.value}" if known else "a container"
        body = read_object(member.value, owner, found)
        if body is not None:
            entry = _read_entry(Written(member.key.value, member.key.span), Fields(body, owner, found))
            entries += [entry] if known else []
    return tuple(entries)


def _read_entry(id: Written[str], fields: Fields) -> _Entry:  # noqa: A002 - the key's name
    name = fields.take("name", _host_name)
    platform = fields.take("platform", read_platform)
    inherits = fields.take("inherits", read_filled_text)
    fields.take("node", _node)
    entry = _Entry(id, read_body(fields), name, platform, inherits)
    fields.refuse_rest((*BODY_KEYS, "inherits", "name", "node", "platform"))
    return entry


def _inherited(entries: tuple[_Entry, ...], defaults: Body, host: Host, found: Found) -> Iterator[Container]:
    by_id = {entry.id.value: entry for entry in entries}
    for entry in entries:
        body = entry.body
        for ancestor in _ancestors(entry, by_id, found):
            body = inherit(body, ancestor.body)
        body = inherit(body, defaults)
        yield Container(
            entry.id,
            body.confinement or Composed(entry.id.span),
            name=entry.name,
            privileged=body.privileged or Written(value=False, span=entry.id.span),
            platform=entry.platform or host.platform,
            systemd=body.init is None or body.init.value == "systemd",
            features=body.features,
            workloads=body.workloads or (),
            fragments=body.fragments,
            mounts=body.mounts,
            devices=body.devices,
            gpus=body.gpus or (),
            lxc=body.lxc,
            id_maps=body.id_maps or (),
            assertions=body.assertions,
        )


def _ancestors(entry: _Entry, by_id: dict[str, _Entry], found: Found) -> Iterator[_Entry]:
    """From the parent up. An error where the way does not end, or leads to nothing."""
    route, step = [entry], entry
    while step.inherits is not None:
        parent = by_id.get(step.inherits.value)
        if parent is None:
            if step is entry:
                message = f"container {entry.id.value} inherits from {shown(step.inherits.value)}, which is not there"
                way_out = did_you_mean(step.inherits.value, by_id) or "name a container of this file"
                found.append(error("missing-parent", message, step.inherits.span, help=way_out))
            return
        if any(parent is each for each in route):
            if parent is entry:
                names = " -> ".join(each.id.value for each in (*route, parent))
                labels = tuple(Label(each.inherits.span, "by way of this") for each in route[1:] if each.inherits)
                message = f"container {entry.id.value} inherits from itself: {names}"
                place = entry.inherits.span if entry.inherits else entry.id.span
                way_out = "take one `inherits` out"
                found.append(error("inheritance-cycle", message, place, labels=labels, help=way_out))
            return
        route.append(parent)
        if len(route) > DEEPEST + 1:
            message = f"container {entry.id.value} inherits over more than {DEEPEST} steps"
            found.append(error("inheritance-too-deep", message, step.inherits.span, help="inherit from fewer"))
            return
        yield parent
        step = parent
