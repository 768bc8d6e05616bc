"""Policy namespaces: one container's alone, and there where nesting is asked for."""

from collections import defaultdict
from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, warning
from apparmor_dsl.fleet.label import label_of, nesting
from apparmor_dsl.fleet.model import Container, Fleet, Named, Stacked


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`shared-namespace`, `shared-nesting-profile`, `nesting-without-namespace`."""
    by_namespace: dict[str, list[Container]] = defaultdict(list)
    by_profile: dict[str, list[Container]] = defaultdict(list)
    for container in fleet.containers:
        label = label_of(container)
        if label.namespace is not None:
            by_namespace[label.namespace].append(container)
        if isinstance(container.confinement, Stacked) and container.confinement.profile.value in fleet.profiles_by_name:
            by_profile[container.confinement.profile.value].append(container)
        yield from _without(container)
    for namespace, containers in by_namespace.items():
        if len(containers) > 1:
            message = (
                f"the namespace {namespace} is that of more than one container: each can replace the others' profiles"
            )
            yield _shared("shared-namespace", message, containers, "give each a namespace of its own")
    for profile, containers in by_profile.items():
        if len({label_of(container).namespace for container in containers}) > 1:
            message = f"{profile} is the profile of more than one container: each may enter the others' namespaces"
            way_out = "let each have a profile of its own: confinement `composed`, with the same fragments"
            yield _shared("shared-nesting-profile", message, containers, way_out)


def _shared(code: str, message: str, containers: list[Container], way_out: str) -> Diagnostic:
    first, *others = containers
    labels = tuple(Label(each.confinement.span, f"container {each.id.value}") for each in others)
    return warning(code, message, first.confinement.span, labels=labels, help=way_out)


def _without(container: Container) -> Iterator[Diagnostic]:
    asked = nesting(container)
    if asked is not None and isinstance(container.confinement, Named):
        name = container.confinement.profile.value
        yield warning(
            "nesting-without-namespace",
            f"container {container.id.value} is to nest, and {name} is entered without a namespace of its own",
            container.confinement.span,
            labels=(Label(asked.span, asked.value),),
            help=f'stack it: "aadsl": {{"confinement": {{"strategy": "stacked", "profile": "{name}"}}}}',
            notes=(
                "without a namespace, programs inside can load no profiles and Docker cannot read the list of them",
            ),
        )
