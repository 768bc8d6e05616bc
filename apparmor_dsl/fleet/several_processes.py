"""Policy files compiled by several processes, where there are so many that it pays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, has_errors
from apparmor_dsl.diagnostics.errors import Bug, PolicyError
from apparmor_dsl.fleet.inputs import Input, Kind
from apparmor_dsl.fleet.processes import in_processes
from apparmor_dsl.language.parser import parse_in_part, read_source
from apparmor_dsl.semantics.compile import Compilation, compile_include, compile_policy
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import wrong_includes
from apparmor_dsl.semantics.targets import Target

FEWEST: Final = 300
"""Fewer files are compiled before the processes have started. Measured: docs/performance.md."""

_SHARES: Final = 4
"""Into how many shares the files of one process are cut, so that none waits long for another."""


@frozen
class Share:
    """Files for one process, and what it needs to know of the rest."""

    inputs: tuple[Input, ...]
    include: tuple[str, ...]
    travelling: tuple[str, ...]
    target: Target | None
    features: Features | None = None


@frozen
class Made:
    """What came of a share: for each file what it became, and the files that were included and go with them."""

    compilations: tuple[Compilation, ...]
    includes: Mapping[str, str]


def compile_input(
    one: Input, files: PolicyFolders, target: Target | None, features: Features | None = None
) -> Compilation:
    """What one file of policy becomes; with errors, these alone."""
    kind: Kind = one.kind
    if kind == "fleet":
        raise Bug(f"{one.path} is a fleet, and was to be compiled as policy")
    try:
        policy, wrong = parse_in_part(read_source(one.path), kind)
        if policy is None or has_errors(wrong):
            found = (*wrong, *(() if policy is None else wrong_includes(policy, files)))
            return Compilation((), tuple(sorted(found, key=_place)))
        return compile_policy(policy, files, dialect=kind, file_name=one.path.name, target=target, features=features)
    except PolicyError as problem:
        return Compilation((), problem.diagnostics)


def _place(found: Diagnostic) -> int:
    return found.span.start if found.span else 0


def compile_share(share: Share) -> Made:
    """What the files of a share become."""
    files = PolicyFolders(share.include, share.travelling)
    made = tuple(compile_input(one, files, share.target, share.features) for one in share.inputs)
    return Made(made, {path: compile_include(policy) for path, policy in files.travellers().items()})


def compile_in_processes(
    inputs: Sequence[Input], share_of: Callable[[tuple[Input, ...]], Share], processes: int
) -> Iterator[Made]:
    """What the files become, in their order, a share at a time."""
    size = -(-len(inputs) // (processes * _SHARES))
    shares = [share_of(tuple(inputs[at : at + size])) for at in range(0, len(inputs), size)]
    yield from in_processes(compile_share, shares, processes)
