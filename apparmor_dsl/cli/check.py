"""`aadsl check policies/ fleet.json`"""

from __future__ import annotations

import datetime as dt
import sys

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


def check(
    paths: Paths,
    target: TargetName = None,
    features: Features = None,
    confine: Confine = False,
    include: Include = None,
    form: FormatOption = Format.full,
    verbose: Verbose = False,
) -> None:
    """Check policy and fleets, and ask apparmor_parser.

    Nothing is written. Every profile that would be is given to the installed apparmor_parser.

    Exit code 0: nothing to say (notices do not count). 1: warnings. 2: errors, a profile that apparmor_parser refuses
    among them; that is shown at the line you wrote.
    """
    from apparmor_dsl.diagnostics.diagnostic import Severity
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.fleet.compile import check_paths
    from apparmor_dsl.fleet.several_processes import processors

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
            )
    except PolicyError as problem:
        show(problem.diagnostics, form, sys.stdout, notices=verbose)
        leave(2)
        return
    show(made.diagnostics, form, sys.stdout, notices=verbose)
    if form is Format.full:
        typer.echo(_verdict(len(made.profiles)))
    if any(found.severity is Severity.WARNING for found in made.diagnostics):
        leave(1)


def _verdict(count: int) -> str:
    if not count:
        return "no profile to ask apparmor_parser about"
    return f"apparmor_parser accepts {'the profile' if count == 1 else f'all {count} profiles'}"
