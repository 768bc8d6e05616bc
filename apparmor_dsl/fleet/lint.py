"""From paths to what the linter says of them: policy, and fleets beside it."""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve, field, frozen

from apparmor_dsl.analysis.lint.run import Asking, FileReport, joined
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.systems import DEBIAN
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.inputs import Input, find_inputs, policy_below
from apparmor_dsl.fleet.linting.cache import Kept, open_cache, own_among
from apparmor_dsl.fleet.linting.reads import NotingFolders, files_of
from apparmor_dsl.fleet.linting.share import Linted, Report, lint_all
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.targets import OLDEST, Target


@frozen
class Linting:
    """What a run asks, beside the files. `include` are folders for `<includes>`; `exclude` are globs of paths.

    `complete`: the paths are the whole policy of a machine, so that a name which is not among them is unknown.
    `processes`: so many may lint at a time. `cached`: what is found is kept for the next run, and taken from the last
    one for files of which nothing has changed. What is found depends on neither.
    """

    target: Target | None = None
    features: str | None = None
    selection: Selection = field(factory=Selection)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    complete: bool = False
    today: dt.date | None = None
    processes: int = 1
    cached: bool = False


_ALL_BY_DEFAULT: Final = Linting()


def lint_paths(paths: Sequence[str | os.PathLike[str]], linting: Linting = _ALL_BY_DEFAULT) -> tuple[Diagnostic, ...]:
    """Ask the lints about files and folders: policy of every kind at any depth, and fleets.

    A file that cannot be parsed is reported with its errors, and the others are linted all the same. Raises PolicyError
    for a path that is not there.
    """
    return lint_run(paths, linting).diagnostics


@frozen
class Run:
    """What the lints found, and the reports of the files of policy from which it came."""

    diagnostics: tuple[Diagnostic, ...]
    reports: tuple[Report, ...]
    folders: NotingFolders
    asking: Asking


def lint_run(paths: Sequence[str | os.PathLike[str]], linting: Linting) -> Run:
    """Do what `lint_paths` does, and keep what was read for it."""
    inputs = [one for one in _inputs(paths) if not _is_excluded(one.input, linting.exclude)]
    places = [os.fspath(path) for path in paths if os.path.isdir(path)]
    folders = NotingFolders((*places, *linting.include, BASE))
    own = frozenset(folders.disk.real(one.name) for one in inputs)
    asking = Asking(linting.selection, own, linting.target, linting.features)
    reports = _reports([one for one in inputs if one.input.kind != "fleet"], folders, asking, linting)
    loaded = [_loaded(report.found) for report in reports]
    found = list(joined(loaded, selection=linting.selection, complete=linting.complete))
    names = frozenset(fact.name for report in loaded for fact in report.facts)
    for one in inputs:
        if one.input.kind == "fleet":
            found += _of_fleet(one.input, names, linting, folders, reports)
    return Run(tuple(found), reports, folders, asking)


def _loaded(report: FileReport) -> FileReport:
    """The report; of a file whose name is in `disable/` beside it nothing is loaded. Source: aa-disable(8)."""
    folder, name = os.path.split(report.name)
    return evolve(report, facts=()) if os.path.lexists(os.path.join(folder, "disable", name)) else report


def _reports(inputs: Sequence[Linted], folders: NotingFolders, asking: Asking, linting: Linting) -> tuple[Report, ...]:
    """The reports of all files, in their order. What others include speaks for itself only where they do not."""
    reports = _with_cache(inputs, folders, asking, linting)
    included = {folders.disk.real(name) for report in reports for name in files_of(report.reads, "include")}
    again = [report.of for report in reports if report.of.alone and folders.disk.real(report.of.name) in included]
    if again:
        others = _with_cache([evolve(one, alone=False) for one in again], folders, asking, linting)
        instead = {report.of.name: report for report in others}
        reports = tuple(instead.get(report.of.name, report) for report in reports)
    return reports


def _with_cache(
    inputs: Sequence[Linted], folders: NotingFolders, asking: Asking, linting: Linting
) -> tuple[Report, ...]:
    cache = open_cache(_settings(asking, folders)) if linting.cached else None
    if cache is None:
        return tuple(lint_all(inputs, folders, asking, linting.processes))
    kept = {one: found for one in inputs if (found := cache.find(_key(one), one.name, folders, asking.own)) is not None}
    left = [one for one in inputs if one not in kept]
    made: dict[Linted, Report] = {}
    for report in lint_all(left, folders, asking, linting.processes):
        made[report.of] = report
        own = own_among(report.of.name, report.reads, folders, asking.own)
        cache.keep(_key(report.of), Kept(report.hash, report.reads, own, report.found))
    return tuple(
        made[one] if one in made else Report(one, kept[one].report, kept[one].reads, kept[one].file) for one in inputs
    )


def _key(one: Linted) -> str:
    return f"{one.input.kind}\0{'alone' if one.alone else 'included'}\0{one.name}"


def _settings(asking: Asking, folders: NotingFolders) -> str:
    """What all reports depend on beside the files that are noted."""
    selection = asking.selection
    asked = None if selection.select is None else sorted(selection.select)
    given = [(path, folders.disk.hash(path)) for path in (asking.features, DEBIAN) if path is not None]
    return repr((asked, sorted(selection.ignore), asking.target and asking.target.name, given, folders.include))


def _inputs(paths: Sequence[str | os.PathLike[str]]) -> Iterator[Linted]:
    """The inputs of a compilation, and what lies below the folders for profiles to include."""
    seen: set[str] = set()
    for linted in (*map(_named, find_inputs(paths)), *(one for path in paths for one in _below(Path(path)))):
        name = os.path.realpath(linted.input.path)
        if name not in seen:
            seen.add(name)
            yield linted


def _named(one: Input) -> Linted:
    """A file that was named, or lies in a folder that was: `/etc/apparmor.d/abstractions` has no profiles either."""
    folders = os.path.abspath(one.path).split("/")[:-1]
    return Linted(one, _FOR_INCLUDES.isdisjoint(folders) or one.kind == "fleet")


def _below(folder: Path) -> Iterator[Linted]:
    for one in policy_below(folder) if folder.is_dir() else ():
        inside = one.path.relative_to(folder).parts[:-1]
        yield Linted(one, not any(part in _FOR_INCLUDES or part == "local" or part.endswith(".d") for part in inside))


_FOR_INCLUDES: Final = frozenset({"abstractions", "mappings", "tunables"})
"""Folders of files that are for others to include, as are below a policy `local` and all whose names end in `.d`: the
field's convention.
"""


def _is_excluded(one: Input, exclude: Sequence[str]) -> bool:
    return not one.named and any(fnmatch.fnmatch(os.fspath(one.path), glob) for glob in exclude)


def _of_fleet(
    one: Input, names: frozenset[str], linting: Linting, folders: PolicyFolders, reports: Sequence[Report]
) -> Iterator[Diagnostic]:
    """What the fleet's own checks say, and the lints over fleets. Profiles of the policy beside it are known to it."""
    # Here, because policy alone needs none of what reads and checks fleets.
    from apparmor_dsl.fleet.linting.fleets import LintedFleet, ask_fleet
    from apparmor_dsl.fleet.linting.profiles import Profiles
    from apparmor_dsl.fleet.prepare import prepare_fleet

    selection = linting.selection
    try:
        source = read_source(one.path)
        prepared = prepare_fleet(source, defined_elsewhere=names, target=linting.target or OLDEST, today=linting.today)
    except PolicyError as problem:
        yield from map(selection.with_severity, filter(selection.keeps, problem.diagnostics))
        return
    profiles = Profiles(prepared.policies, reports, folders, linting.target, linting.features)
    said = (*prepared.diagnostics, *ask_fleet(LintedFleet(prepared.fleet, profiles), selection))
    yield from map(selection.with_severity, filter(selection.keeps, said))
