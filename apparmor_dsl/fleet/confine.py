"""`--confine`: no container is left without a profile."""

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, warning
from apparmor_dsl.fleet.identifiers import STOCK_PROFILES
from apparmor_dsl.fleet.model import Composed, Container, Fleet, Named, Stacked, Unconfined


def confine(fleet: Fleet) -> tuple[Fleet, tuple[Diagnostic, ...]]:
    """The fleet in which each container that is unconfined, or names a profile nobody defines, has one of its own.

    For the second kind there is a warning: the name in the file is not the name the container gets.
    """
    diagnostics: list[Diagnostic] = []
    containers: list[Container] = []
    for container in fleet.containers:
        match container.confinement:
            case Unconfined(span):
                containers.append(evolve(container, confinement=Composed(span)))
            case Named(profile) | Stacked(profile) if not is_defined(fleet, profile.value):
                message = (
                    f"container {container.id.value} gets {container.profile_name}: nobody defines {profile.value}"
                )
                way_out = f"give the file that defines {profile.value}, if that is the profile that is meant"
                diagnostics.append(warning("profile-replaced", message, profile.span, help=way_out))
                containers.append(evolve(container, confinement=Composed(profile.span)))
            case _:
                containers.append(container)
    return evolve(fleet, containers=tuple(containers)), tuple(diagnostics)


def is_defined(fleet: Fleet, name: str) -> bool:
    """Whether the profile is in this file or made from it, in another input, or comes with LXC."""
    return any(
        name in names for names in (fleet.profiles_by_name, fleet.composed, fleet.defined_elsewhere, STOCK_PROFILES)
    )
