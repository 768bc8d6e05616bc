"""A container may run containers of its own, and nothing in it is known to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.fleet.label import NESTING_WORKLOADS, nesting
from apparmor_dsl.fleet.linting.fleets import LintedFleet
from apparmor_dsl.fleet.linting.questions import HOST, OTHERS, permitted
from apparmor_dsl.fleet.model import Composed, Container, Generated
from apparmor_dsl.fleet.wording import listed

LINT = Lint(__name__, Severity.NOTICE, Group.security)

_ASKED: Final = {**HOST, **OTHERS}

_GENERATED: Final = (
    "pivot_root oldroot=/mnt/old/ /mnt/",
    "mount fstype=sysfs sysfs -> /mnt/",
    *OTHERS,
)
"""Source: AA_PROFILE_NESTING_BASE in src/lxc/lsm/apparmor.c of LXC; from 6.0.6 on it also lacks the denies of kernel
files that other containers have.
"""


def check_fleet(fleet: LintedFleet) -> Iterator[Diagnostic]:
    """Containers that ask for it, with what their profile permits for that reason alone."""
    for container in fleet.fleet.containers:
        asked = nesting(container)
        if asked is None or _runs_containers(container):
            continue
        opened = _opened(container, fleet)
        if opened:
            keyctl = container.wants("keyctl") and not container.is_privileged
            yield LINT.found(
                f"{asked.value}: container {container.id.value} may {listed([f'`{one}`' for one in opened])} for it, "
                "and nothing that is said to run inside needs that",
                asked.span,
                help="say under `workloads` what runs containers inside, or take it out; what systemd needs, the "
                "fragment `systemd-guest` permits",
                notes=("`keyctl=1` lets keyrings of the kernel be used as well",) if keyctl else (),
            )


def _runs_containers(container: Container) -> bool:
    composed = container.confinement.fragments if isinstance(container.confinement, Composed) else None
    names = {each.name for each in container.workloads}
    names |= {use.name.value for use in (*(composed or ()), *container.fragments)}
    return bool(names & NESTING_WORKLOADS)


def _opened(container: Container, fleet: LintedFleet) -> tuple[str, ...]:
    """What is permitted that would not be without it."""
    match container.confinement:
        case Generated():
            return _GENERATED
        case Composed(fragments=None):
            without = evolve(
                container,
                features=tuple(each for each in container.features if each.name != "nesting"),
                fragments=tuple(use for use in container.fragments if use.name.value != "nesting"),
                manages_nesting=None,
            )
            before, after = fleet.composed(without), fleet.composed(container)
            if before is None or after is None:
                return ()
            refused = _ASKED.keys() - set(permitted(before, _ASKED))
            return tuple(one for one in permitted(after, _ASKED) if one in refused)
        case _:
            return ()
