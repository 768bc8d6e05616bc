"""From paths to what the linter says of them: policy, and fleets beside it."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from apparmor_dsl.analysis.lint.run import Asking, FileReport, Finding, joined, lint_file
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.inputs import Input, find_inputs, policy_below
from apparmor_dsl.language.parser import parse_source, read_source
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.targets import OLDEST, Target


@frozen
class Linting:
    """What a run asks, beside the files. `include` are folders for `<includes>`; `exclude` are globs of paths.

    `complete`: the paths are the whole policy of a machine, so that a name which is not among them is unknown.
    """

    target: Target | None = None
    features: str | None = None
    selection: Selection = field(factory=Selection)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    complete: bool = False
    today: dt.date | None = None


def lint_paths(paths: Sequence[str | os.PathLike[str]], linting: Linting) -> tuple[Diagnostic, ...]:
    """Ask the lints about files and folders: policy of every kind at any depth, and fleets.

    A file that cannot be parsed is reported with its errors, and the others are linted all the same. Raises PolicyError
    for a path that is not there.
    """
    inputs = [one for one in _inputs(paths) if not _is_excluded(one.input, linting.exclude)]
    folders = [Path(path) for path in paths if os.path.isdir(path)]
    files = PolicyFolders([*folders, *linting.include, BASE])
    own = frozenset(os.path.realpath(one.input.path) for one in inputs)
    reports = [_loaded(_report(one, files, linting, own)) for one in inputs if one.input.kind != "fleet"]
    found = list(joined(reports, selection=linting.selection, complete=linting.complete))
    names = frozenset(fact.name for report in reports for fact in report.facts)
    for one in inputs:
        if one.input.kind == "fleet":
            found += _of_fleet(one.input, names, linting)
    return tuple(found)


@frozen
class _Linted:
    """An input; `alone` where it can be a file of profiles. Those below a folder can also be what others include."""

    input: Input
    alone: bool = True


def _inputs(paths: Sequence[str | os.PathLike[str]]) -> Iterator[_Linted]:
    """The inputs of a compilation, and what lies below the folders for profiles to include."""
    seen: set[str] = set()
    for linted in (*map(_Linted, find_inputs(paths)), *(one for path in paths for one in _below(Path(path)))):
        name = os.path.realpath(linted.input.path)
        if name not in seen:
            seen.add(name)
            yield linted


def _below(folder: Path) -> Iterator[_Linted]:
    for one in policy_below(folder) if folder.is_dir() else ():
        inside = one.path.relative_to(folder).parts[:-1]
        yield _Linted(one, not any(part in _FOR_INCLUDES or part.endswith(".d") for part in inside))


_FOR_INCLUDES: Final = frozenset({"abstractions", "local", "mappings", "tunables"})
"""Folders of files that are for others to include, as are all whose names end in `.d`: the field's convention."""


def _is_excluded(one: Input, exclude: Sequence[str]) -> bool:
    return not one.named and any(fnmatch.fnmatch(os.fspath(one.path), glob) for glob in exclude)


def _report(one: _Linted, files: PolicyFolders, linting: Linting, own: frozenset[str]) -> FileReport:
    asking = Asking(linting.selection, own, linting.target, linting.features)
    dialect: Final = "aadsl" if one.input.kind == "aadsl" else "apparmor"
    try:
        policy = parse_source(read_source(one.input.path), dialect)
        return lint_file(
            policy, files, asking, dialect=dialect, alone=one.alone and not files.has_included(one.input.path)
        )
    except PolicyError as problem:
        return FileReport(os.fspath(one.input.path), tuple(map(Finding, problem.diagnostics)))


def _loaded(report: FileReport) -> FileReport:
    """The report; of a file with its name in the folder `disable` beside it nothing is loaded. Source: aa-disable(8)."""
    folder, name = os.path.split(report.name)
    return evolve(report, facts=()) if os.path.lexists(os.path.join(folder, "disable", name)) else report


def _of_fleet(one: Input, names: frozenset[str], linting: Linting) -> tuple[Diagnostic, ...]:
    """What the fleet's own checks say. Profiles of the policy beside it are known to it."""
    # Here, because policy alone needs none of what reads and checks fleets.
    from apparmor_dsl.fleet.prepare import prepare_fleet

    try:
        source = read_source(one.path)
        prepared = prepare_fleet(source, defined_elsewhere=names, target=linting.target or OLDEST, today=linting.today)
    except PolicyError as problem:
        return problem.diagnostics
    return prepared.diagnostics
