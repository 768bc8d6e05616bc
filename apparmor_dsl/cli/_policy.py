"""What commands that ask the policy have in common."""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from apparmor_dsl.cli._options import Format
from apparmor_dsl.cli._show import leave, show

if TYPE_CHECKING:
    from apparmor_dsl.analysis.answer import Answer
    from apparmor_dsl.analysis.live import Kernel
    from apparmor_dsl.analysis.policies import Policies
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic


class AnswerForm(enum.StrEnum):
    """How an answer is shown."""

    full = "full"
    concise = "concise"
    json = "json"


AnswerFormat: TypeAlias = Annotated[
    AnswerForm, typer.Option("--format", help="How to show the answer: for people, one line, or JSON.")
]
Features: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--features",
        metavar="FILE",
        help="What the kernel mediates, as in /etc/apparmor.d/abi or /sys/kernel/security/apparmor/features. Without "
        "it, the ABI that the policy pins.",
    ),
]
Live: TypeAlias = Annotated[
    bool, typer.Option("--live", help="Ask the running kernel too, and say where the loaded policy is another one.")
]


def refuse(diagnostics: Sequence[Diagnostic], form: AnswerForm) -> None:
    """Show why there is no answer, and leave."""
    show(diagnostics, Format(form.value), sys.stderr)
    leave(2)


def policies_of(paths: Sequence[Path], include: Sequence[Path], target: str | None, features: Path | None) -> Policies:
    """The policy in the paths; in /etc/apparmor.d where there are none."""
    from apparmor_dsl.analysis.policies import Policies
    from apparmor_dsl.fleet.inputs import find_inputs
    from apparmor_dsl.semantics.files import BASE
    from apparmor_dsl.semantics.targets import TARGETS

    files = [found.path for found in find_inputs(paths or [Path(BASE)]) if found.kind != "fleet"]
    return Policies(files, include, None if target is None else TARGETS[target], features)


def show_live(kernel: Kernel, answer: Answer) -> bool:
    """Say whether the running kernel agrees with the answer; whether it does."""
    from apparmor_dsl.analysis.live import disagreements

    found = disagreements(kernel, answer)
    if found is None:
        typer.echo("  the running kernel cannot be asked about this")
        return True
    for each in found:
        whose = f" ({each.who} of the file)" if each.who else ""
        verdict = "permits" if each.loaded else "does not permit"
        typer.echo(f"  the running kernel {verdict} `{each.what}`{whose}: another policy is loaded than the one read")
    if not found:
        typer.echo("  the running kernel agrees")
    return not found
