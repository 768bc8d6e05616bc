"""Options that several subcommands have in common."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer


class Format(enum.StrEnum):
    """How diagnostics are shown."""

    full = "full"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    markdown = "markdown"


Paths: TypeAlias = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        show_default=False,
        help="Policy: .aadsl, plain AppArmor profiles, fleet JSON, or folders. From a folder, .aadsl and .json are "
        "taken at any depth, plain profiles as apparmor_parser does: from the folder itself.",
    ),
]
TargetName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--target",
        "-t",
        metavar="apparmor-X.Y",
        help="Compile for this AppArmor: 3.0, 4.0, 4.1, 5.0 or 6.0. Without it, what .aadsl and fleets become is for "
        "3.0, which every later one loads too, and plain profiles are not checked for what is too new.",
    ),
]
Features: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--features",
        metavar="FILE",
        help="What the kernel mediates, as in /etc/apparmor.d/abi. Rules that have no effect with it are named.",
    ),
]
Include: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--include",
        "-I",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Look here for `include <...>` first; may be repeated. /etc/apparmor.d comes last.",
    ),
]
Confine: TypeAlias = Annotated[
    bool,
    typer.Option("--confine", help="Give containers that say `unconfined` the profile proposed for them."),
]
FormatOption: TypeAlias = Annotated[
    Format,
    typer.Option(
        "--format",
        help="How to show diagnostics: for people, one line each, as JSON, or as another program wants them.",
    ),
]
Verbose: TypeAlias = Annotated[bool, typer.Option("--verbose", "-v", help="Show notices too, and each file written.")]


def check_target(name: str | None) -> str | None:
    """The target's name, also for its version alone. Raises PolicyError when there is none of that name."""
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.diagnostics.suggest import did_you_mean
    from apparmor_dsl.semantics.targets import TARGETS

    if name is None or name in TARGETS:
        return name
    if f"apparmor-{name}" in TARGETS:
        return f"apparmor-{name}"
    way_out = did_you_mean(name, TARGETS) or f"there are {', '.join(TARGETS)}"
    raise PolicyError((error("unknown-target", f"there is no target `{name}`", help=way_out),))
