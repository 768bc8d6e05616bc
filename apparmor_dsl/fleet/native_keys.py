"""Keys of our own that both formats know: fragments, confinement, profiles, workloads, devices, the host."""

from collections.abc import Callable
from typing import Final, Literal, cast

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.diagnostic import error, notice
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.assertions import read_assertion, read_reason
from apparmor_dsl.fleet.identifiers import (
    FRAGMENT_NAME,
    HOST_PROFILES,
    NAMESPACE,
    PARAMETER_NAME,
    PROFILE_NAME,
    STOCK_PROFILES,
)
from apparmor_dsl.fleet.jsontext import Json, JsonArray, JsonBoolean, JsonNumber, JsonObject, JsonString
from apparmor_dsl.fleet.model import (
    Composed,
    Confinement,
    Device,
    FleetProfile,
    FragmentArgument,
    FragmentUse,
    Generated,
    IdMap,
    Named,
    Stacked,
    Unconfined,
    Workload,
    Written,
)
from apparmor_dsl.fleet.one_rule import read_rule
from apparmor_dsl.fleet.shape import (
    Fields,
    Found,
    number,
    one_of,
    pattern,
    read_boolean,
    read_date,
    read_filled_text,
    read_object,
    read_path_below_root,
    read_text,
    several,
    unique,
)
from apparmor_dsl.fleet.wording import shown
from apparmor_dsl.language import ast

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

STRATEGIES: Final = ("composed", "generated", "named", "stacked", "unconfined")

_fragment_name = pattern(FRAGMENT_NAME, "bad-name", "the name of a fragment, such as `docker`")
_profile_reference = pattern(PROFILE_NAME, "bad-name", "the name of a profile for a container, such as `lxc-web`")
_namespace = pattern(NAMESPACE, "bad-name", "the name of a namespace, such as `lxc-web`")
_device_path = pattern("/dev(/(?!\\.{1,2}(/|$))[^/]+)+", "bad-path", "the path of a device below /dev")
_device_mode = pattern("0[0-7]{3}", "bad-mode", "a mode, such as `0660`")
_HOST_TEXTS: Final = ("abi", "apparmor_version", "features_file", "lxc_path", "lxc_version", "profile_dir")


@frozen
class Host:
    """What the file says about the host."""

    platform: Written[str] | None = None


def read_fragment_use(value: Json, what: str, found: Found) -> FragmentUse | None:
    """`"docker"`, or `{"use": "docker", "with": {"data_root": ["/srv/docker"]}}`"""
    if isinstance(value, JsonString):
        name = _fragment_name(value, what, found)
        return FragmentUse(name) if name else None
    if not isinstance(value, JsonObject):
        way_out = 'write "docker", or {"use": "docker", "with": {…}}'
        found.append(
            error("wrong-type", f"{what} must be the name of a fragment or an object", value.span, help=way_out)
        )
        return None
    fields = Fields(value, what, found)
    name = fields.need("use", _fragment_name)
    arguments = fields.take("with", _read_arguments) or ()
    fields.refuse_rest(("use", "with"))
    return FragmentUse(name, arguments) if name else None


def read_rules(access: Literal["allow", "deny"]) -> Callable[[Json, str, Found], Written[ast.Rule] | None]:
    """A reader of single rules that are all allowed, or all denied."""

    def read_one(value: Json, what: str, found: Found) -> Written[ast.Rule] | None:
        rule = read_rule(value, what, found)
        if rule is None:
            return None
        said = rule.value.qualifiers.access
        if said not in {None, access}:
            message = f"{what} says `{said}`, and stands under `{access}`"
            found.append(error("not-one-rule", message, value.span, help=f"move it, or take `{said}` out"))
            return None
        qualifiers = evolve(rule.value.qualifiers, access="deny" if access == "deny" else said)
        return Written(evolve(rule.value, qualifiers=qualifiers), rule.span)

    return read_one


def read_confinement(value: Json, what: str, found: Found) -> Confinement | None:
    """`{"strategy": "stacked", "profile": "lxc-docker-nested"}`"""
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    strategy = fields.need("strategy", one_of(STRATEGIES))
    if strategy is None:
        return None
    before = len(found)
    confinement, keys = _STRATEGIES[strategy.value](fields, strategy)
    fields.refuse_rest(("strategy", *keys))
    return confinement if len(found) == before else None


def read_profile(name: Written[str], value: Json, found: Found) -> FleetProfile | None:
    """`{"fragments": ["base"], "allow": ["mount fstype=nfs,"], "mode": "complain"}`"""
    what = f"profile {name.value}"
    document = read_object(value, what, found)
    if document is None:
        return None
    fields = Fields(document, what, found)
    profile = FleetProfile(
        name,
        description=fields.take("description", read_text),
        extends=fields.take("extends", read_profile_name),
        fragments=fields.take("fragments", several(read_fragment_use)) or (),
        rules=(
            *(fields.take("allow", several(read_rules("allow"))) or ()),
            *(fields.take("deny", several(read_rules("deny"))) or ()),
        ),
        mode=_mode(fields.take("mode", one_of(("enforce", "complain", "audit")))),
        assertions=fields.take("assertions", several(read_assertion)) or (),
    )
    fields.refuse_rest(("allow", "assertions", "deny", "description", "extends", "fragments", "mode"))
    return profile


def read_profiles(value: Json, what: str, found: Found) -> tuple[FleetProfile, ...] | None:
    """Profiles by their name."""
    document = read_object(value, what, found)
    if document is None:
        return None
    profiles = []
    for member in document.members:
        name = read_profile_name(member.key, "the name of a profile", found)
        # A bad name is shown once, above; other messages do without.
        profile = read_profile(name or Written("?", member.key.span), member.value, found)
        if name and profile:
            profiles.append(profile)
    _hold_lineage(profiles, found)
    return tuple(profiles)


def _hold_lineage(profiles: list[FleetProfile], found: Found) -> None:
    """INVARIANT: afterwards every profile extends one that is there, and none extends itself."""
    by_name = {profile.name.value: profile for profile in profiles}
    for profile in profiles:
        step, seen = profile, {profile.name.value}
        while step.extends is not None:
            parent = by_name.get(step.extends.value)
            if parent is None:
                if step is profile:
                    message = f"profile {profile.name.value} extends {step.extends.value}, which is not in this file"
                    way_out = did_you_mean(step.extends.value, by_name) or "name a profile of this file"
                    found.append(error("missing-parent", message, step.extends.span, help=way_out))
                break
            if parent.name.value in seen:
                if parent is profile:
                    message = f"profile {profile.name.value} extends itself"
                    found.append(error("inheritance-cycle", message, step.extends.span, help="take one `extends` out"))
                break
            seen.add(parent.name.value)
            step = parent


def read_profile_name(value: Json, what: str, found: Found) -> Written[str] | None:
    """The name of a profile that the file defines: not one that is LXC's."""
    name = _profile_reference(value, what, found)
    if name is not None and name.value in STOCK_PROFILES | HOST_PROFILES:
        way_out = "take a name that begins with `lxc-` and is not LXC's own"
        found.append(
            error("reserved-profile-name", f"the profile {name.value} comes with LXC", value.span, help=way_out)
        )
        return None
    return name


def read_aliases(value: Json, what: str, found: Found) -> tuple[tuple[Written[str], Written[str]], ...] | None:
    """`{"lxc-phoenix-v2": "lxc-docker-nested"}`: another name for a profile of this file."""
    document = read_object(value, what, found)
    if document is None:
        return None
    pairs = []
    for member in document.members:
        alias = read_filled_text(member.key, f"a name in {what}", found)
        target = _profile_reference(member.value, f"the profile of an alias in {what}", found)
        if alias and target:
            pairs.append((alias, target))
    return tuple(pairs)


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


def _read_arguments(value: Json, what: str, found: Found) -> tuple[FragmentArgument, ...] | None:
    document = read_object(value, what, found)
    if document is None:
        return None
    parameter = pattern(PARAMETER_NAME, "bad-name", "the name of a parameter, such as `data_root`")
    arguments = []
    for member in document.members:
        name = parameter(member.key, f"a name in {what}", found)
        owner = f"{shown(member.key.value)} in {what}"
        if isinstance(member.value, JsonBoolean):
            values: tuple[Written[str], ...] = (Written("true" if member.value.value else "false", member.value.span),)
        elif isinstance(member.value, JsonArray) and member.value.items:
            values = several(_read_argument)(member.value, owner, found) or ()
        else:
            one = _read_argument(member.value, owner, found)
            values = (one,) if one else ()
        if name and values:
            arguments.append(FragmentArgument(name, values, boolean=isinstance(member.value, JsonBoolean)))
    return tuple(arguments)


def _read_argument(value: Json, what: str, found: Found) -> Written[str] | None:
    if isinstance(value, JsonNumber) and value.value == int(value.value):
        return Written(str(int(value.value)), value.span)
    if isinstance(value, JsonString):
        return read_filled_text(value, what, found)
    way_out = "a parameter is true or false, a string, a whole number, or a list of strings and numbers"
    found.append(error("wrong-type", f"{what} is no value of a parameter", value.span, help=way_out))
    return None


_Read = tuple[Confinement | None, tuple[str, ...]]


def _composed(fields: Fields, strategy: Written[str]) -> _Read:
    fragments = fields.take("fragments", several(read_fragment_use))
    return Composed(strategy.span, fragments), ("fragments",)


def _generated(fields: Fields, strategy: Written[str]) -> _Read:
    nesting = fields.take("nesting", read_boolean)
    raw = fields.take("raw", several(read_rule)) or ()
    if fields.has("fragments"):
        way_out = 'write "strategy": "composed", or single rules under "raw"'
        place = fields.object.by_key["fragments"].key.span
        fields.take("fragments", several(read_fragment_use))
        message = f"{fields.owner}: a generated profile cannot take fragments, because it cannot take their variables"
        fields.found.append(error("unknown-key", message, place, help=way_out))
    return Generated(strategy.span, nesting is not None and nesting.value, raw), ("nesting", "raw")


def _named(fields: Fields, strategy: Written[str]) -> _Read:
    del strategy
    profile = fields.need("profile", _profile_reference)
    return Named(profile) if profile else None, ("profile",)


def _stacked(fields: Fields, strategy: Written[str]) -> _Read:
    del strategy
    profile = fields.need("profile", _profile_reference)
    namespace = fields.take("namespace", _namespace)
    return Stacked(profile, namespace) if profile else None, ("namespace", "profile")


def _unconfined(fields: Fields, strategy: Written[str]) -> _Read:
    reason = fields.need("reason", read_reason)
    until = fields.need("until", read_date)
    return Unconfined(strategy.span, reason, until), ("reason", "until")


_STRATEGIES: Final[dict[str, Callable[[Fields, Written[str]], _Read]]] = {
    "composed": _composed,
    "generated": _generated,
    "named": _named,
    "stacked": _stacked,
    "unconfined": _unconfined,
}


def _mode(word: Written[str] | None) -> Literal["enforce", "complain", "audit"]:
    return cast('Literal["enforce", "complain", "audit"]', word.value) if word else "enforce"
