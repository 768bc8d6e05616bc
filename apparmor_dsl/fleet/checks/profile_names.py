"""Profiles that containers name: whether they are there, and whether lxc-start may enter them."""

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.confine import is_defined
from apparmor_dsl.fleet.identifiers import HOST_PROFILES, PROFILE_NAME
from apparmor_dsl.fleet.model import Composed, Container, Fleet, Named, Stacked, Written

_ENTERED: Final = re.compile(PROFILE_NAME)


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`profile-not-defined`, `name-near-miss`, `profile-not-enterable`, `profile-name-taken` and reserved names."""
    known = sorted(fleet.profiles_by_name.keys() | fleet.defined_elsewhere)
    for container in fleet.containers:
        match container.confinement:
            case Named(profile) | Stacked(profile):
                yield from _named(fleet, container, profile, known)
            case Composed():
                yield from _taken(fleet, container)
            case _:
                pass


def _named(fleet: Fleet, container: Container, profile: Written[str], known: list[str]) -> Iterator[Diagnostic]:
    name = profile.value
    if name in HOST_PROFILES:
        message = f"container {container.id.value} names {name}, the profile of one of LXC's own programs"
        yield error("reserved-profile-name", message, profile.span, help="name a profile for containers")
    elif not is_defined(fleet, name):
        yield _undefined(fleet, container, profile, known)
    elif not _ENTERED.fullmatch(name):
        message = f"container {container.id.value} cannot start under {name}: lxc-start may only enter profiles `lxc-*`"
        way_out = f"name the profile lxc-{name.removeprefix('lxc').lstrip('-_.')}, here and where it is defined"
        yield error("profile-not-enterable", message, profile.span, help=way_out)


def _undefined(fleet: Fleet, container: Container, profile: Written[str], known: list[str]) -> Diagnostic:
    message = f"container {container.id.value} names the profile {profile.value}, which nobody defines"
    same = next((name for name in known if _folded(name) == _folded(profile.value)), None)
    if same is None:
        way_out = did_you_mean(profile.value, known) or "give the file that defines it, or compile with --confine"
        return error("profile-not-defined", message, profile.span, help=way_out)
    here = fleet.profiles_by_name.get(same)
    labels = (Label(here.name.span, "defined here"),) if here else ()
    way_out = f"did you mean `{same}`? a name is the same to the letter"
    return error("name-near-miss", message, profile.span, labels=labels, help=way_out)


def _folded(name: str) -> str:
    """The name without what is easily mistaken: case, what stands between words, and the prefix of containers."""
    return re.sub("[-_.+]", "", name).lower().removeprefix("lxc")


def _taken(fleet: Fleet, container: Container) -> Iterator[Diagnostic]:
    profile = fleet.profiles_by_name.get(container.profile_name)
    if profile is not None:
        yield error(
            "profile-name-taken",
            f"container {container.id.value} gets a profile {container.profile_name}, and the file defines one as well",
            profile.name.span,
            labels=(Label(container.span, "this container"),),
            help=f"name it in the container, or call it other than {container.profile_name}",
        )
