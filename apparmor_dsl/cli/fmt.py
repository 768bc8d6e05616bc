"""`aadsl fmt /etc/apparmor.d policies/`"""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Format, FormatOption
from apparmor_dsl.cli._show import leave, progress, show

if TYPE_CHECKING:
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic

FilesOrInput = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        show_default=False,
        help="Policy files, folders, or `-` alone: standard input to standard output. From a folder, .aadsl files, "
        "profiles, abstractions and tunables are taken at any depth; not symbolic links, nor files of other languages.",
    ),
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; say which files would change.")]
Diff = Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change, as patch(1) reads it.")]
Sort = Annotated[
    bool,
    typer.Option(
        "--sort",
        help="Also put rules in order, by kind and path, where they stand together without a blank line or a comment "
        "between them and their order says nothing.",
    ),
]
StandardInputName = Annotated[
    str,
    typer.Option(
        "--stdin-name",
        metavar="NAME",
        help="What messages call standard input. With a NAME that ends in .aadsl it is read as such a file.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Name each file that was changed.")]

_INPUT = "<stdin>"


def fmt(
    paths: FilesOrInput,
    check: Check = False,
    diff: Diff = False,
    sort: Sort = False,
    stdin_name: StandardInputName = _INPUT,
    form: FormatOption = Format.full,
    verbose: Verbose = False,
) -> None:
    """Put policy files into one layout, and change nothing else.

    One statement a line, two blanks further in for each block, one blank between words, at most one blank line between
    groups of rules. Every word and every comment stays, in its place and its spelling. A rule with conditions
    (`bus=system path=...`) that you broke over several lines stays broken, one condition a line; a line longer than 120
    is broken where it can be.

    Before a file is written, the new text is read again: it must have the same words and comments, and say the same.
    A file that cannot be read as policy is reported and not touched.

    Exit code 0: every file is tidy, or is so now. 1: with --check or --diff, some file would change. 2: errors; what
    could be formatted was.

    For example: aadsl fmt --diff /etc/apparmor.d
    """
    from apparmor_dsl.cli._policy_files import policy_files
    from apparmor_dsl.diagnostics.errors import PolicyError

    mode = _Mode.diff if diff else _Mode.check if check else _Mode.write
    from_input = Path("-") in paths
    if from_input and len(paths) > 1:
        raise typer.BadParameter("`-` stands alone: either files or standard input", param_hint="PATH...")
    try:
        files = [None] if from_input else policy_files(paths)
    except PolicyError as problem:
        show(problem.diagnostics, form, sys.stderr)
        leave(2)
        return
    changed: list[str] = []
    diagnostics: list[Diagnostic] = []
    tidy = 0
    with progress("formatting") as done:
        for number, file in enumerate(files):
            done(number, len(files))
            try:
                name = _format_one(file, stdin_name, mode, sort=sort)
            except PolicyError as problem:
                diagnostics += problem.diagnostics
                continue
            if name is None:
                tidy += 1
            else:
                changed.append(name)
    show(diagnostics, form, sys.stderr)
    if mode is _Mode.check or (mode is _Mode.write and not from_input):
        _say(changed, tidy, would=mode is _Mode.check, names=verbose or mode is _Mode.check)
    if diagnostics:
        leave(2)
    elif changed and mode is not _Mode.write:
        leave(1)


class _Mode(enum.Enum):
    write = enum.auto()
    check = enum.auto()
    diff = enum.auto()


def _format_one(file: Path | None, stdin_name: str, mode: _Mode, *, sort: bool) -> str | None:
    """Do with one file what was asked for; its name if it is, or would be, changed. None is standard input."""
    from apparmor_dsl.cli._patch import patch, write_out
    from apparmor_dsl.cli._rewrite import encoded, rewrite
    from apparmor_dsl.language.format import format_source
    from apparmor_dsl.language.parser import read_source, source_of

    source = read_source(file) if file else source_of(stdin_name, sys.stdin.buffer.read())
    made = format_source(source, "aadsl" if source.name.endswith(".aadsl") else "apparmor", sort=sort)
    if mode is _Mode.diff:
        write_out(patch(source.name, source.text, made))
    elif mode is _Mode.write and file is None:
        write_out(made)
    elif mode is _Mode.write and file is not None and made != source.text:
        rewrite(file, encoded(source.text), encoded(made))
    return source.name if made != source.text else None


def _say(changed: Sequence[str], tidy: int, *, would: bool, names: bool) -> None:
    for name in changed if names else ():
        typer.echo(f"{'would format' if would else 'formatted'} {name}")
    if changed:
        rest = f", {tidy} {'is' if tidy == 1 else 'are'} tidy" if tidy else ""
        typer.echo(f"{_files(len(changed))} {'would be ' if would else ''}formatted{rest}")
    elif tidy:
        typer.echo(f"nothing to change: {_files(tidy)} {'is' if tidy == 1 else 'are'} tidy")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
