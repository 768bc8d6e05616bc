"""`aadsl check policies/ fleet.json`"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import (
    Confine,
    Features,
    Format,
    FormatOption,
    Include,
    Paths,
    TargetName,
    Verbose,
    check_target,
)
from apparmor_dsl.cli._show import leave, progress, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apparmor_dsl.analysis.equivalence import Differs, Same, Unknown
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic
    from apparmor_dsl.fleet.compile import Output

Equivalence = Annotated[
    bool,
    typer.Option(
        "--equivalence",
        help="Prove for each profile that aadsl and apparmor_parser understand it alike, for all strings; show the "
        "shortest one where they do not. Seconds for a large profile.",
    ),
]
ParserPath = Annotated[
    Path | None, typer.Option("--parser", metavar="PATH", help="Ask this apparmor_parser, not the installed one.")
]


def check(
    paths: Paths,
    target: TargetName = None,
    features: Features = None,
    confine: Confine = False,
    include: Include = None,
    equivalence: Equivalence = False,
    parser: ParserPath = None,
    form: FormatOption = Format.full,
    verbose: Verbose = False,
) -> None:
    """Check policy and fleets, and ask apparmor_parser.

    Nothing is written. Every profile that would be is given to the installed apparmor_parser.

    Exit code 0: nothing to say (notices do not count). 1: warnings, a profile that apparmor_parser understands
    otherwise among them. 2: errors, a profile that apparmor_parser refuses among them; that is shown at the line you
    wrote.
    """
    from apparmor_dsl.diagnostics.diagnostic import Severity
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.fleet.compile import check_paths
    from apparmor_dsl.fleet.processes import processors

    try:
        with progress("checking") as done:
            made = check_paths(
                paths,
                target=check_target(target),
                features=features,
                confine=confine,
                today=dt.datetime.now().astimezone().date(),
                include=include or (),
                progress=done,
                processes=processors(),
                parser=None if parser is None else str(parser),
            )
        said, verdict = made.diagnostics, _verdict(sum(len(one.profiles) for one in made.profiles))
        if equivalence:
            found, verdict = _equivalence(made, paths, parser, features, include or ())
            said = (*said, *found)
    except PolicyError as problem:
        show(problem.diagnostics, form, sys.stdout, notices=verbose)
        leave(2)
        return
    show(said, form, sys.stdout, notices=verbose)
    if form is Format.full:
        typer.echo(verdict)
    if any(found.severity is Severity.WARNING for found in said):
        leave(1)


def _equivalence(
    made: Output, paths: Sequence[Path], parser: Path | None, features: Path | None, include: Sequence[Path]
) -> tuple[Sequence[Diagnostic], str]:
    """Where the parser understands the profiles otherwise, and the answer in one line."""
    from apparmor_dsl.analysis.equivalence import equivalence
    from apparmor_dsl.analysis.told_equivalence import as_diagnostic, verdict
    from apparmor_dsl.fleet.compile import folders_of
    from apparmor_dsl.semantics.apparmor_parser import parser_at

    judge = parser_at(None if parser is None else str(parser))
    folders = [*folders_of(paths), *include]
    every: list[Same | Differs | Unknown] = []
    said: list[Diagnostic] = []
    with progress("comparing") as done:
        for number, one in enumerate(made.profiles, 1):
            found = equivalence(one.text, judge, features, folders, name=one.file_name)
            every += found
            said += [told for each in found if (told := as_diagnostic(each, judge, one)) is not None]
            done(number, len(made.profiles))
    return said, verdict(every, judge)


def _verdict(count: int) -> str:
    if not count:
        return "there is no profile in what was given"
    return f"apparmor_parser accepts {'the profile' if count == 1 else f'all {count} profiles'}"
