"""What a file says and nothing acts on: said aloud, so that nobody relies on it."""

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, notice, warning
from apparmor_dsl.fleet.model import Composed, Fleet, Generated, Unconfined


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`assertion-not-proven`, `…-without-fragment(s)`, `fragments-without-effect`."""
    places = [
        *fleet.assertions,
        *(each for profile in fleet.profiles for each in profile.assertions),
        *(each for container in fleet.containers for each in container.assertions),
    ]
    distinct = list({place.span.start: place for place in places}.values())
    if distinct:
        first, *others = distinct
        yield warning(
            "assertion-not-proven",
            f"assertions are read and not proven: {len(distinct)} in this file",
            first.span,
            labels=tuple(Label(each.span, each.id) for each in others[:10]),
            help="do not rely on them; compiling says nothing about them",
        )
    yield from _fragments(fleet)


def _fragments(fleet: Fleet) -> Iterator[Diagnostic]:
    for container in fleet.containers:
        if container.fragments and not isinstance(container.confinement, Composed | Unconfined):
            name = container.fragments[0].name
            message = f"container {container.id.value}: `{name.value}` is no part of a profile that is not composed"
            yield warning("fragments-without-effect", message, name.span, help="name it where the profile is defined")
        if isinstance(container.confinement, Generated) and container.workloads:
            workload = container.workloads[0]
            message = f"container {container.id.value}: LXC generates its profile, without rules for `{workload.said}`"
            way_out = "confinement `composed` makes a profile from what runs inside"
            yield notice("generated-without-fragments", message, workload.span, help=way_out)
            continue
        for workload in container.workloads:
            if workload.name in {"incus", "kubernetes"}:
                message = (
                    f"container {container.id.value}: no fragment is shipped for `{workload.said}`, only `nesting`"
                )
                yield warning("workload-without-fragment", message, workload.span, help="name fragments of your own")
