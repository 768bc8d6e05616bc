"""`aadsl compile policies/ fleet.json -o /etc/apparmor.d`"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

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

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", show_default=False, help="The folder for the profiles.")
]
Snippets = Annotated[
    Path | None,
    typer.Option(
        "--snippets", metavar="DIR", help="The folder for container configuration: DIR/lxc/ and DIR/proxmox/."
    ),
]
SourceMaps = Annotated[
    bool,
    typer.Option(help="Write where each rule came from, as JSON, to the folder .aadsl in the profiles' folder."),
]


def compile(  # noqa: A001 - the subcommand's name
    paths: Paths,
    output: Output,
    snippets: Snippets = None,
    target: TargetName = None,
    features: Features = None,
    confine: Confine = False,
    include: Include = None,
    source_maps: SourceMaps = True,
    form: FormatOption = Format.full,
    verbose: Verbose = False,
) -> None:
    """Compile policy and fleets to profiles and container config.

    The profiles are what apparmor_parser loads; the configuration names them.

    Every profile is written to a file of its own name. All files are written, or, if anything is wrong, none: what an
    earlier run wrote stays as it was. A second run over the same input changes nothing.

    For example: aadsl compile policies/ -o /etc/apparmor.d

    A fleet: aadsl compile fleet.json -o build/profiles --snippets build/snippets --confine
    """
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.fleet.compile import compile_paths
    from apparmor_dsl.fleet.deploy.write import write
    from apparmor_dsl.fleet.processes import processors

    try:
        with progress("compiling") as done:
            made = compile_paths(
                paths,
                target=check_target(target),
                features=features,
                confine=confine,
                today=dt.datetime.now().astimezone().date(),
                include=include or (),
                progress=done,
                processes=processors(),
            )
        folders = {output: made.profile_files(source_maps=source_maps)}
        if snippets is not None:
            folders[snippets] = {**folders.get(snippets, {}), **made.snippets}
        _keep_sources(paths, output, folders[output])
        result = write(folders)
    except PolicyError as problem:
        show(problem.diagnostics, form, sys.stderr, notices=verbose)
        leave(2)
        return
    show(made.diagnostics, form, sys.stderr, notices=verbose)
    for path in result.written if verbose else ():
        typer.echo(f"wrote {path}")
    typer.echo(_summary(len(result.written), len(result.unchanged)))


def _keep_sources(paths: Sequence[Path], output: Path, files: Mapping[str, str]) -> None:
    """Refuse to put in the place of a file what becomes of it."""
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.fleet.inputs import find_inputs
    from apparmor_dsl.language.parser import read_source

    sources = {os.path.realpath(one.path): one.path for one in find_inputs(paths)}
    made = {os.path.realpath(output / name): text for name, text in files.items()}
    lost = [sources[place] for place in made if place in sources and read_source(place).text != made[place]]
    if lost:
        message = f"{lost[0]} would be replaced by what is compiled from it"
        raise PolicyError((error("unwritable-output", message, help="give another folder with -o"),))


def _summary(written: int, unchanged: int) -> str:
    if not written:
        return f"nothing changed: {_files(unchanged)} up to date" if unchanged else "nothing to write"
    return f"{_files(written)} written" + (f", {unchanged} unchanged" if unchanged else "")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
