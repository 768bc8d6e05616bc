"""Under which label a container runs: one place decides, and profile, snippets and messages follow it."""

from typing import Final

from attrs import frozen

from apparmor_dsl.fleet.model import Composed, Container, Generated, Named, Stacked, Unconfined, Written

NESTING_WORKLOADS: Final = frozenset({"containerd", "docker", "incus", "kubernetes", "podman", "podman-rootless"})
"""Workloads that start containers themselves."""


@frozen
class Label:
    """The value of `lxc.apparmor.profile`, and what it is made of."""

    text: str
    profile: str | None = None
    """The profile that must be loaded; None where there is none of a name of its own."""
    namespace: str | None = None
    """The policy namespace that must be there before the container starts."""


def label_of(container: Container) -> Label:
    """The label for the container's way of confinement."""
    match container.confinement:
        case Composed():
            name = container.profile_name
            return stacked(name, name) if nesting(container) else Label(name, name)
        case Generated():
            return Label("generated")
        case Named(profile):
            return Label(profile.value, profile.value)
        case Stacked(profile, namespace):
            return stacked(profile.value, namespace.value if namespace else container.profile_name)
        case Unconfined():
            return Label("unconfined")


def stacked(profile: str, namespace: str) -> Label:
    """`lxc-910//&:lxc-910:`: the profile, and inside the namespace whatever root there loads. Source: lxc/lxc#1682."""
    return Label(f"{profile}//&:{namespace}:", profile, namespace)


def nesting(container: Container) -> Written[str] | None:
    """What in the container asks to run containers inside it, and where; None when nothing does."""
    confinement = container.confinement
    if isinstance(confinement, Composed) and confinement.fragments is not None:
        uses = (*confinement.fragments, *container.fragments)
        return next((Written("fragment `nesting`", use.name.span) for use in uses if use.name.value == "nesting"), None)
    for workload in container.workloads:
        if workload.name in NESTING_WORKLOADS:
            return Written(f"`{workload.said}` runs inside", workload.span)
    for use in container.fragments:
        if use.name.value in NESTING_WORKLOADS | {"nesting"}:
            return Written(f"fragment `{use.name.value}`", use.name.span)
    feature = container.feature("nesting")
    if feature is not None and feature.value == "1":
        return Written(f"`{feature.key}` has `nesting=1`", feature.span)
    if isinstance(confinement, Generated) and confinement.nesting:
        return Written("`nesting` of the generated profile", confinement.span)
    if container.manages_nesting is not None and container.manages_nesting.value:
        return Written("`apparmor_manages_nesting` is true", container.manages_nesting.span)
    return None
