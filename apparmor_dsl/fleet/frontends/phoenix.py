"""The file of the Phoenix hypervisor scripts, `phoenix_lxc_configs.json`, as it is.

`{"lxc_configs": {"910": {"name": "Portainer", "unprivileged": true, "features": ["docker"], …}}}`

Keys that are not about confinement stay what they are, the scripts' own business: each name is mentioned once. The file
and each container may have a key `aadsl` with keys of our own format beside the old ones; where both speak of the
same thing, `aadsl` decides.
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, notice
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.identifiers import CTID
from apparmor_dsl.fleet.jsontext import JsonObject
from apparmor_dsl.fleet.model import Container, Fleet, Written
from apparmor_dsl.fleet.reading.assertions import read_assertion, read_waiver
from apparmor_dsl.fleet.reading.parts import read_host
from apparmor_dsl.fleet.reading.phoenix_container import read_container
from apparmor_dsl.fleet.reading.phoenix_mounts import Unknown, mention
from apparmor_dsl.fleet.reading.profiles import read_aliases, read_profiles
from apparmor_dsl.fleet.reading.shape import Fields, Found, read_object, read_text, several
from apparmor_dsl.fleet.wording import shown

NAME: Final = "phoenix"
MARK: Final = 'an object with the key "lxc_configs"'
"""What tells a file of this format from others."""


def recognises(document: JsonObject) -> bool:
    """Whether the containers stand under `lxc_configs`."""
    return "lxc_configs" in document.by_key


def read(document: JsonObject) -> tuple[Fleet, tuple[Diagnostic, ...]]:
    """The fleet of the file."""
    found: Found = []
    unknown: Unknown = {}
    fields = Fields(document, "the file", found)
    fields.take("$schema", read_text)
    fleet = Fleet(document.source, NAME)
    configs = fields.take("lxc_configs", read_object)
    fleet = evolve(fleet, containers=tuple(_containers(configs, found, unknown)) if configs else ())
    block = fields.take("aadsl", read_object)
    fleet = _with_block(fleet, block, found) if block else fleet
    mention(fields, unknown)
    found += [_not_ours(name, places) for name, places in unknown.items()]
    return evolve(fleet, containers=tuple(_inherit_privilege(fleet))), tuple(found)


def _containers(configs: JsonObject, found: Found, unknown: Unknown) -> Iterator[Container]:
    ctid = re.compile(CTID)
    for member in configs.members:
        good = ctid.fullmatch(member.key.value) is not None
        if not good:
            message = f"{shown(member.key.value)} is not the id of a container"
            way_out = "an id is a number from 100 to 999999999, without zeros before it"
            found.append(error("bad-container-id", message, member.key.span, help=way_out))
        document = read_object(member.value, f"container {shown(member.key.value)}", found)
        if document is not None:
            # A bad id is shown once, above; other messages do without.
            container = read_container(
                Written(member.key.value if good else "?", member.key.span), document, found, unknown
            )
            if good:
                yield container


def _with_block(fleet: Fleet, block: JsonObject, found: Found) -> Fleet:
    fields = Fields(block, "`aadsl` of the file", found)
    host = fields.take("host", read_host)
    fleet = evolve(
        fleet,
        profiles=fields.take("profiles", read_profiles) or (),
        aliases=fields.take("aliases", read_aliases) or (),
        assertions=fields.take("assertions", several(read_assertion)) or (),
        waivers=fields.take("waivers", several(read_waiver)) or (),
    )
    fields.refuse_rest(("aliases", "assertions", "host", "profiles", "waivers"))
    if host and host.platform:
        fleet = evolve(fleet, containers=tuple(evolve(each, platform=host.platform) for each in fleet.containers))
    return fleet


def _inherit_privilege(fleet: Fleet) -> Iterator[Container]:
    """A clone is privileged when the container it was made from is: Proxmox VE cannot change that afterwards."""
    for container in fleet.containers:
        step: Container | None = container
        seen: set[str] = set()
        while step is not None and step.privileged is None and step.clone_of and step.id.value not in seen:
            seen.add(step.id.value)
            step = fleet.by_id.get(step.clone_of.value)
        yield container if step is None else evolve(container, privileged=step.privileged)


def _not_ours(name: str, places: list[Span]) -> Diagnostic:
    times = "once" if len(places) == 1 else f"{len(places)} times"
    message = f"the key {shown(name)} says nothing about confinement and is left alone ({times})"
    return notice("foreign-key", message, places[0])
