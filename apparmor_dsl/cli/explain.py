"""`aadsl explain missing-comma`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Format
from apparmor_dsl.cli._show import leave, show

if TYPE_CHECKING:
    from apparmor_dsl.language.pages import Page

Name = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        show_default=False,
        help="The name in brackets of an error, a warning or a notice, or the permissions of a file rule.",
    ),
]


def explain(name: Name = None) -> None:
    """Tell more about a diagnostic, about a lint, or about permissions.

    Without a NAME: every one there is, a line each.

    For example: aadsl explain missing-comma

    Permissions: aadsl explain rwm
    """
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.suggest import did_you_mean
    from apparmor_dsl.language.pages import pages
    from apparmor_dsl.language.vocabulary.files import meanings

    known = {page.name: page for page in pages()}
    if name is None:
        typer.echo(_list(list(known.values())), nl=False)
        return
    wanted = name.rpartition("[")[2].partition("]")[0]
    if wanted in known:
        typer.echo(known[wanted].plain(), nl=False)
    elif said := meanings(wanted) or meanings(wanted.lower()):
        typer.echo(_permissions(said), nl=False)
    else:
        way_out = did_you_mean(wanted, known) or "`aadsl explain` lists every name"
        show(
            (error("unknown-diagnostic", f"no diagnostic is called `{wanted}`", help=way_out),), Format.full, sys.stderr
        )
        leave(2)


def _list(found: Sequence[Page]) -> str:
    width = max(len(page.name) for page in found)
    return "".join(f"{page.name:{width}}  {page.summary}\n" for page in found)


def _permissions(said: Sequence[tuple[str, str]]) -> str:
    lines = "".join(f"  {word:3}  {meaning}\n" for word, meaning in said)
    return f"In a file rule:\n{lines}More: aadsl explain file-access\n"
