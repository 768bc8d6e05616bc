"""`aadsl lint policies/ fleet.json`"""

from __future__ import annotations

import datetime as dt
import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Features, Format, FormatOption, Include, Paths, TargetName, Verbose, check_target
from apparmor_dsl.cli._show import leave, show, write_report

if TYPE_CHECKING:
    from apparmor_dsl.analysis.lint.baseline import Baseline
    from apparmor_dsl.analysis.lint.selection import Selection
    from apparmor_dsl.analysis.lint.settings import Settings
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic


class Level(enum.StrEnum):
    """How bad a finding is."""

    notice = "notice"
    warning = "warning"
    error = "error"


def _list(wanted: bool) -> None:
    if wanted:
        from apparmor_dsl.fleet.linting.fleets import every_lint

        for name, found in every_lint().items():
            asked = "" if found.lint.by_default else ", only when selected"
            typer.echo(f"{name} ({found.lint.group}, {found.lint.severity}{asked})\n    {found.summary}")
        typer.echo("What is found in reading policy and fleets, such as `exec-conflict`: aadsl explain")
        raise typer.Exit


def lint(
    paths: Paths,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="LINT", help="Ask these alone: a lint, a group, or `all`; may be repeated."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="LINT", help="Do not ask these; may be repeated.")
    ] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option("--severity", metavar="LINT=LEVEL", help="Take what this lint finds for so bad; may be repeated."),
    ] = None,
    fail_on: Annotated[
        Level | None, typer.Option("--fail-on", help="Exit with 1 for what is as bad as this. [default: warning]")
    ] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="PATH is the whole policy of a machine: a profile not there is nowhere."),
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Leave out what this file says was there before.")
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", help="Write what is found to a file for --baseline."),
    ] = None,
    diff_base: Annotated[
        str | None,
        typer.Option("--diff-base", metavar="REV", help="Report what was not there at this revision of the git tree."),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Change the files where it is proven that what they permit stays the same.")
    ] = False,
    unsafe_fixes: Annotated[
        bool,
        typer.Option("--unsafe-fixes", help="Take the other fixes too, and say what each newly permits or no longer."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="With fixes: write nothing, show what would change, as patch(1) reads it.")
    ] = False,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT=FILE", help="Write a report to a file too; may be repeated."),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Look at every file anew, and keep nothing for the next run.")
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", callback=_list, is_eager=True, help="Say which lints there are and stop.")
    ] = False,
    target: TargetName = None,
    features: Features = None,
    include: Include = None,
    form: FormatOption = Format.full,
    verbose: Verbose = False,
) -> None:
    """Review policy: what misleads, and what undoes confinement.

    Settings stand in aadsl.toml or pyproject.toml; options go before them. A comment keeps a finding silent:
    `# aadsl: allow(write-and-exec) because the build needs it`.

    Exit code 0: nothing as bad as --fail-on. 1: something. 2: a file that cannot be read or is no policy.
    """
    del list_  # answered before anything else is read
    reports = [_report(each) for each in report or ()]
    if diff and not (fix or unsafe_fixes):
        raise typer.BadParameter("it shows fixes: say --fix too, or --unsafe-fixes", param_hint="--diff")
    from apparmor_dsl.analysis.lint.baseline import baseline_of
    from apparmor_dsl.analysis.lint.settings import find_settings
    from apparmor_dsl.cli import _fix as fixes
    from apparmor_dsl.diagnostics.diagnostic import Severity
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.fleet.deploy.write import write
    from apparmor_dsl.fleet.lint import Linting, Run, lint_run
    from apparmor_dsl.fleet.linting.since import baseline_at
    from apparmor_dsl.fleet.processes import processors
    from apparmor_dsl.semantics.targets import TARGETS

    try:
        settings = find_settings(Path.cwd())
        selection = _selection(settings, select, ignore, severity)
        name = check_target(target) or settings.target
        folders = (*map(str, include or ()), *(_path(settings, name) for name in settings.include))
        exclude = tuple(settings.exclude)
        kernel = str(features) if features else _path(settings, settings.features) if settings.features else None
        today = dt.datetime.now().astimezone().date()
        linting = Linting(
            TARGETS[name] if name else None,
            kernel,
            selection,
            folders,
            exclude,
            complete,
            today,
            processes=processors(),
            cached=not no_cache,
        )
        known = _known(baseline, settings)
        before = baseline_at(diff_base, paths, linting) if diff_base is not None else None

        def new_in(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
            for each in (known, before):
                found = each.new_in(found) if each is not None else found
            return found

        def once() -> tuple[Run, tuple[Diagnostic, ...]]:
            run = lint_run(paths, linting)
            return run, new_in(run.diagnostics)

        if diff:
            leave(1 if fixes.show(once, unsafe=unsafe_fixes) else 0)
        found = fixes.fix(once, unsafe=unsafe_fixes) if fix or unsafe_fixes else once()[1]
        if write_baseline is not None:
            write({write_baseline.parent: {write_baseline.name: baseline_of(found).text()}})
            typer.echo(f"{write_baseline}: {len(found)} finding{'' if len(found) == 1 else 's'}", err=True)
            return
        for format_, file in reports:
            write_report(found, format_, file)
    except PolicyError as problem:
        show(problem.diagnostics, form, sys.stdout)
        leave(2)
        return
    show(found, form, sys.stdout, notices=verbose or form not in {Format.full, Format.concise}, fold=not verbose)
    # What is an error without being called one here is the compiler's.
    judged = {name for name, level in selection.severities.items() if level is Severity.ERROR}
    worst = max((one.severity for one in found), default=None)
    limit = Severity[fail_on.name.upper()] if fail_on else settings.fail_on or Severity.WARNING
    if any(one.severity is Severity.ERROR and one.code not in judged for one in found):
        leave(2)
    elif worst is not None and worst >= limit:
        leave(1)


def _report(text: str) -> tuple[Format, Path]:
    """What `--report sarif=FILE` says."""
    name, _, file = text.partition("=")
    if name not in set(Format) or not file:
        raise typer.BadParameter(f"write FORMAT=FILE; formats are {', '.join(Format)}", param_hint="--report")
    return Format(name), Path(file)


def _selection(
    settings: Settings, select: list[str] | None, ignore: list[str] | None, severity: list[str] | None
) -> Selection:
    """What the settings select, unless the command line says otherwise. Raises PolicyError for unknown names."""
    from apparmor_dsl.analysis.lint.selection import Selection, check_names, severities

    check_names([*(select or ()), *(ignore or ())])
    chosen = select if select is not None else settings.select
    return Selection(
        frozenset(chosen) if chosen is not None else None,
        frozenset({*settings.ignore, *(ignore or ())} - set(select or ())),
        {**settings.severity, **severities(severity or ())},
    )


def _path(settings: Settings, name: str) -> str:
    """A path of the settings, which is relative to their file."""
    return str(settings.folder / name) if settings.folder else name


def _known(baseline: Path | None, settings: Settings) -> Baseline | None:
    """The baseline that is named, on the command line or in the settings."""
    from apparmor_dsl.analysis.lint.baseline import read_baseline
    from apparmor_dsl.language.parser import read_source

    if baseline is None and settings.baseline is not None:
        baseline = Path(_path(settings, settings.baseline))
    return None if baseline is None else read_baseline(read_source(baseline))
