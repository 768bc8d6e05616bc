"""One container of `phoenix_lxc_configs.json`."""

from typing import Final, cast

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import error, notice, warning
from apparmor_dsl.fleet.identifiers import CTID
from apparmor_dsl.fleet.jsontext import Json, JsonArray, JsonNull, JsonObject
from apparmor_dsl.fleet.model import (
    Composed,
    Confinement,
    ConfinementRequest,
    Container,
    Feature,
    Generated,
    RawOption,
    Workload,
    Written,
)
from apparmor_dsl.fleet.reading import phoenix_options
from apparmor_dsl.fleet.reading.assertions import read_assertion
from apparmor_dsl.fleet.reading.confinement import read_confinement
from apparmor_dsl.fleet.reading.fragment_uses import read_fragment_use
from apparmor_dsl.fleet.reading.one_rule import rule_of
from apparmor_dsl.fleet.reading.parts import read_device, read_id_map, read_workloads
from apparmor_dsl.fleet.reading.phoenix_mounts import Unknown, mention, mount_point, volume
from apparmor_dsl.fleet.reading.phoenix_options import confinement_of, read_feature, read_label, read_lxc_option
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    one_of,
    pattern,
    read_boolean,
    read_filled_text,
    read_object,
    read_text,
    several,
)
from apparmor_dsl.fleet.wording import shown

RECIPES: Final[dict[str, str | None]] = {
    "base_setup": None,
    "dns_server": "dns",
    "docker": "docker",
    "nat_gateway": None,
    "nginx": "nginx",
    "nvidia": "nvidia-gpu",
    "ollama": "nvidia-gpu",
    "podman": "podman",
    "python_api_service": None,
    "step_ca": None,
    "step_cli": None,
    "traefik": None,
    "trusted_ca": None,
    "vllm": "vllm",
}
"""What the scripts install under `features`, and the workload it is; None where a system container is all it needs."""

_ctid = pattern(CTID, "bad-container-id", "the id of a container, a number from 100 to 999999999")
_gpus = pattern("none|[0-9]{1,3}(?: *, *[0-9]{1,3})*", "bad-gpu", "`none` or numbers of GPUs, such as `0,1`")


def read_container(id: Written[str], document: JsonObject, found: Found, unknown: Unknown) -> Container:  # noqa: A002
    """The container; what could not be read of it is missing, and an error is in `found`."""
    fields = Fields(document, f"container {id.value}", found)
    container = Container(id, Composed(id.span), name=fields.take("name", read_filled_text))
    unprivileged = fields.take("unprivileged", read_boolean)
    fields.take("is_template", read_boolean)
    container = evolve(
        container,
        privileged=Written(not unprivileged.value, unprivileged.span) if unprivileged else None,
        clone_of=_clone_of(fields),
        manages_nesting=fields.take("apparmor_manages_nesting", read_boolean),
        gpus=fields.take("gpu_assignment", _read_gpus) or (),
        mounts=(
            *(fields.take("zfs_volumes", several(volume(unknown))) or ()),
            *(fields.take("volumes", several(volume(unknown))) or ()),
            *(fields.take("mount_points", several(mount_point(unknown))) or ()),
        ),
        id_maps=fields.take("id_maps", several(read_id_map)) or (),
    )
    container = _with_features(container, fields)
    container = _with_confinement(container, fields)
    block = fields.take("aadsl", read_object)
    container = _with_block(container, block, found) if block else container
    mention(fields, unknown)
    return container


def _clone_of(fields: Fields) -> Written[str] | None:
    """`clone_from_ctid`, which was `clone_from_template_ctid` until September 2025."""
    new, old = fields.take("clone_from_ctid", _ctid), fields.take("clone_from_template_ctid", _ctid)
    if new and old and new.value != old.value:
        message = f"{fields.owner} is said to be a clone of {new.value} and of {old.value}"
        fields.found.append(error("conflicting-config", message, old.span, help="keep `clone_from_ctid`"))
    return new or old


def _with_features(container: Container, fields: Fields) -> Container:
    features: list[Feature] = []
    workloads: list[Workload] = []

    def read_features(value: Json, what: str, found: Found) -> bool:
        if isinstance(value, JsonNull):
            return True
        if not isinstance(value, JsonArray):
            features.extend(_read_old_features(value, what, found))
            return True
        for word in several(read_text)(value, what, found) or ():
            feature = phoenix_options.feature_of(word, "features")
            if feature is not None:
                features.append(feature)
            elif word.value not in RECIPES:
                message = f"{what} asks for {shown(word.value)}, a recipe that aadsl does not know"
                way_out = 'if it needs rules of its own, name fragments: "aadsl": {"fragments": […]}'
                found.append(notice("unknown-recipe", message, word.span, help=way_out))
            elif workload := RECIPES[word.value]:
                workloads.append(Workload(workload, word.value, word.span))
        return True

    fields.take("features", read_features)
    features += fields.take("pct_options", several(read_feature)) or ()
    return evolve(container, features=tuple(features), workloads=tuple(workloads))


def _read_old_features(value: Json, what: str, found: Found) -> tuple[Feature, ...]:
    """`"nesting=1,keyctl=1"`, the property of Proxmox VE, as it stood there until September 2025."""
    text = read_text(value, what, found)
    if text is None or not text.value.strip(" "):
        return ()
    words = [word.strip(" ") for word in text.value.split(",")]
    read = [phoenix_options.feature_of(Written(word, text.span), "features") for word in words]
    for word, feature in zip(words, read, strict=True):
        if feature is None:
            found.append(phoenix_options.bad_feature(Written(word, text.span), what))
    message = f"{what} is a string, as it was until September 2025"
    found.append(
        notice("old-features-form", message, text.span, help="write the options under `pct_options`, as a list")
    )
    return tuple(feature for feature in read if feature is not None)


def _with_confinement(container: Container, fields: Fields) -> Container:
    profile = fields.take("apparmor_profile", read_label)
    options = fields.take("lxc_options", several(read_lxc_option)) or ()
    requests = [ConfinementRequest("apparmor_profile", profile.value, profile.span)] if profile else []
    features, raw = list(container.features), []
    for option in options:
        match option.key:
            case "lxc.apparmor.profile":
                requests.append(ConfinementRequest(option.key, option.value, option.span))
            case "lxc.apparmor.allow_nesting":
                features.append(Feature("nesting", option.value, option.key, option.span))
            case _:
                raw.append(option)
    last = requests[-1] if requests else None
    first = next((each for each in requests if each.key == "apparmor_profile"), last)
    confinement = confinement_of(first)
    if isinstance(confinement, Generated):
        confinement, raw = _with_raw_rules(confinement, raw, fields)
    return evolve(
        container,
        confinement=confinement or container.confinement,
        requests=tuple(requests),
        features=tuple(features),
        lxc=tuple(raw),
    )


def _with_raw_rules(
    confinement: Generated, options: list[RawOption], fields: Fields
) -> tuple[Generated, list[RawOption]]:
    """`lxc.apparmor.raw` is part of a generated profile; beside any other it has no effect and stays an option."""
    what = f"`lxc.apparmor.raw` of {fields.owner}"
    mine = [each for each in options if each.key == "lxc.apparmor.raw"]
    rules = [rule_of(Written(each.value, each.span), what, fields.found) for each in mine]
    confinement = evolve(confinement, raw=tuple(rule for rule in rules if rule is not None))
    return confinement, [each for each in options if each not in mine]


def _with_block(container: Container, block: JsonObject, found: Found) -> Container:
    fields = Fields(block, f"`aadsl` of container {container.id.value}", found)
    confinement = cast("Confinement | None", fields.take("confinement", read_confinement))
    systemd = fields.take("init", one_of(("systemd", "openrc", "other")))
    container = evolve(
        container,
        fragments=fields.take("fragments", several(read_fragment_use)) or (),
        workloads=(*container.workloads, *(fields.take("workloads", read_workloads) or ())),
        devices=fields.take("devices", several(read_device)) or (),
        assertions=fields.take("assertions", several(read_assertion)) or (),
        systemd=systemd is None or systemd.value == "systemd",
    )
    fields.refuse_rest(("assertions", "confinement", "devices", "fragments", "init", "workloads"))
    return _overridden(container, confinement, found) if confinement else container


def _overridden(container: Container, confinement: Confinement, found: Found) -> Container:
    """The block decides; the older keys are said to be without effect where they say something else."""
    from apparmor_dsl.fleet.label import label_of

    decided = evolve(container, confinement=confinement, requests=())
    says = label_of(decided).text
    for request in container.requests:
        if request.value != says:
            message = f"container {container.id.value}: `{request.key}` says {request.value}, `aadsl` decides: {says}"
            way_out = f"when nothing reads `{request.key}` any more, take it out"
            found.append(warning("overridden-by-aadsl", message, request.span, help=way_out))
    return decided


def _read_gpus(value: Json, what: str, found: Found) -> tuple[Written[int], ...] | None:
    text = _gpus(value, what, found)
    if text is None or text.value == "none":
        return None
    if " " in text.value:
        way_out = f'write "{text.value.replace(" ", "")}"'
        found.append(notice("blanks-in-gpus", f"{what} has blanks in it", text.span, help=way_out))
    return tuple(Written(gpu, text.span) for gpu in sorted({int(word) for word in text.value.split(",")}))
