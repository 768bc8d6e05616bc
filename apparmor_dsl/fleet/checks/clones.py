"""What a container is a clone of, and what it carries from there."""

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice, warning
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.label import NESTING_WORKLOADS
from apparmor_dsl.fleet.model import Container, Fleet
from apparmor_dsl.fleet.wording import listed


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`missing-parent`, `clone-cycle`, `clone-carries`, `clone-of-bind-mount`."""
    for container in fleet.containers:
        if container.clone_of is None:
            continue
        parent = fleet.by_id.get(container.clone_of.value)
        if parent is None:
            # No error: a clone needs nothing of its parent once it is made, and the parent may be on the host still.
            message = (
                f"container {container.id.value} is a clone of {container.clone_of.value}, which is not in this file"
            )
            way_out = did_you_mean(container.clone_of.value, fleet.by_id) or "add it, or take the key out"
            yield warning("missing-parent", message, container.clone_of.span, help=way_out)
            continue
        line = _line(fleet, container)
        if line[-1].clone_of is not None and line[-1].clone_of.value == container.id.value:
            names = " -> ".join(each.id.value for each in (*line, container))
            message = f"container {container.id.value} is a clone of itself: {names}"
            yield error("clone-cycle", message, container.clone_of.span, help="take one `clone_from_ctid` out")
            continue
        yield from _carried(container, line)
        yield from _bind_mounts(container, parent)


def _line(fleet: Fleet, container: Container) -> list[Container]:
    """The container and those it comes from, until there is none or one comes back."""
    line, seen = [container], {container.id.value}
    while (step := line[-1].clone_of) is not None and step.value not in seen:
        parent = fleet.by_id.get(step.value)
        if parent is None:
            break
        seen.add(step.value)
        line.append(parent)
    return line


def _carried(container: Container, line: list[Container]) -> Iterator[Diagnostic]:
    own = {workload.name for workload in container.workloads}
    for ancestor in line[1:]:
        more = [each for each in ancestor.workloads if each.name in NESTING_WORKLOADS and each.name not in own]
        if more and container.clone_of is not None:
            words = listed([f"`{each.said}`" for each in more])
            yield notice(
                "clone-carries",
                f"container {container.id.value} is a clone of {ancestor.id.value}, which has {words}; its profile not",
                container.clone_of.span,
                labels=(Label(more[0].span, "installed here"),),
                help=f"where it is used in the clone, add {words} to its own features",
            )
            return


def _bind_mounts(container: Container, parent: Container) -> Iterator[Diagnostic]:
    bound = [mount for mount in parent.mounts if mount.path is not None]
    if bound and container.clone_of is not None:
        yield warning(
            "clone-of-bind-mount",
            f"container {container.id.value} is to be a clone of {parent.id.value}, which has a bind mount",
            container.clone_of.span,
            labels=(Label(bound[0].span, "`pct clone` refuses a container with this"),),
            help="make the clone from a container without bind mounts, and mount afterwards",
        )
