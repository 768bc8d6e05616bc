"""Shows diagnostics and progress."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from apparmor_dsl.cli._options import Format

if TYPE_CHECKING:
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic

_MANY = 5
"""Fewer files than this are done before a bar could be read."""


def show(
    diagnostics: Sequence[Diagnostic], form: Format, stream: TextIO, *, notices: bool = True, fold: bool = False
) -> None:
    """Write the diagnostics to the stream, the worst last, where a reader's eye is.

    With `fold`, people see what one file has again and again a few times only, and an overview.
    """
    from apparmor_dsl.cli._overview import folded, overview
    from apparmor_dsl.diagnostics.diagnostic import Severity

    shown = [found for found in diagnostics if notices or found.severity > Severity.NOTICE]
    for_people = form in {Format.full, Format.concise}
    if for_people:
        shown.sort(key=lambda found: found.severity)
    if shown or not for_people:
        renderer = importlib.import_module(f"apparmor_dsl.diagnostics.{form.value}")
        fold = fold and form is Format.full
        text = renderer.render(tuple(folded(shown) if fold else shown), color=_wants_color(stream))
        stream.write(text.encode("utf-8", "backslashreplace").decode("utf-8"))
        if form is Format.full and stream.isatty():
            stream.write(f"\n`aadsl explain {shown[-1].code}` tells more\n")
        if fold and (counted := overview(shown)):
            stream.write(f"\n{counted}")
    hidden = len(diagnostics) - len(shown)
    if hidden and form is Format.full:
        stream.write(f"{hidden} notice{'s' if hidden > 1 else ''} not shown; --verbose shows them\n")


def write_report(diagnostics: Sequence[Diagnostic], form: Format, file: Path) -> None:
    """Write the diagnostics to a file, notices too. Raises PolicyError where that cannot be done."""
    from apparmor_dsl.fleet.deploy.write import write

    renderer = importlib.import_module(f"apparmor_dsl.diagnostics.{form.value}")
    text = renderer.render(tuple(diagnostics), color=False)
    write({file.parent: {file.name: text.encode("utf-8", "backslashreplace").decode("utf-8")}})


def _wants_color(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _nowhere(done: int, total: int) -> None:
    del done, total


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to call with (done, of how many); shows a bar on a terminal where there are many, else nothing."""
    if not sys.stderr.isatty():
        yield _nowhere
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what)

    def update(done: int, total: int) -> None:
        if total >= _MANY:
            bar.start()
            bar.update(task, completed=done, total=total)

    try:
        yield update
    finally:
        bar.stop()


def leave(code: int) -> None:
    """End the command with this exit code."""
    raise typer.Exit(code)
