"""Profiles that a fleet file defines, and other names for them."""

from collections.abc import Callable
from typing import Literal, cast

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.identifiers import (
    HOST_PROFILES,
    PROFILE_NAME,
    STOCK_PROFILES,
)
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import (
    FleetProfile,
    Written,
)
from apparmor_dsl.fleet.reading.assertions import read_assertion
from apparmor_dsl.fleet.reading.fragment_uses import read_fragment_use
from apparmor_dsl.fleet.reading.one_rule import read_rule
from apparmor_dsl.fleet.reading.shape import (
    Fields,
    Found,
    one_of,
    pattern,
    read_filled_text,
    read_object,
    read_text,
    several,
)
from apparmor_dsl.language import ast

profile_reference = pattern(PROFILE_NAME, "bad-name", "the name of a profile for a container, such as `lxc-web`")


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
    name = profile_reference(value, what, found)
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
        target = profile_reference(member.value, f"the profile of an alias in {what}", found)
        if alias and target:
            pairs.append((alias, target))
    return tuple(pairs)


def _mode(word: Written[str] | None) -> Literal["enforce", "complain", "audit"]:
    return cast('Literal["enforce", "complain", "audit"]', word.value) if word else "enforce"
