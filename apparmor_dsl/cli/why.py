"""`dmesg | aadsl why`, `aadsl why 'apparmor="DENIED" operation="open" ...'`"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Include, TargetName, check_target
from apparmor_dsl.cli._policy import AnswerForm, AnswerFormat, Features, Live, policies_of, refuse, show_live
from apparmor_dsl.cli._show import leave

if TYPE_CHECKING:
    from apparmor_dsl.analysis.live import Kernel
    from apparmor_dsl.analysis.why import Explanation

Lines = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[LINE|FILE...]",
        show_default=False,
        help="Lines of a log in quotes, or files with them; `-` or nothing: standard input.",
    ),
]
PolicyPaths = Annotated[
    list[Path] | None,
    typer.Option(
        "--policy",
        "-p",
        metavar="PATH",
        help="A file or folder with the policy; may be repeated. Else /etc/apparmor.d.",
    ),
]


def why(
    lines: Lines = None,
    policy: PolicyPaths = None,
    target: TargetName = None,
    features: Features = None,
    include: Include = None,
    live: Live = False,
    form: AnswerFormat = AnswerForm.full,
) -> None:
    """Explain lines of AppArmor in a log, and say which rule decided.

    The lines say DENIED, ALLOWED or AUDIT.

    Lines of dmesg, of the journal (as text or as JSON), of syslog and of the audit daemon are read; other lines are
    passed over. What repeats is explained once. A refusal that a `deny` makes quietly is in no log: ask `aadsl query`.

    Exit code 0: the policy says what the log says. 1: it says otherwise, or has no such profile. 2: errors.

    For example: journalctl -k | aadsl why
    """
    from apparmor_dsl.analysis.live import RunningKernel
    from apparmor_dsl.analysis.logs import read_lines
    from apparmor_dsl.analysis.why import events
    from apparmor_dsl.analysis.why import why as explain
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.errors import PolicyError

    try:
        kernel: Kernel | None = RunningKernel() if live else None
        found = events(read_lines(_lines(lines or ["-"])))
        if not found:
            way_out = "give lines with `apparmor=`, as `dmesg` and `journalctl -k` show them"
            raise PolicyError((error("no-audit-line", "no line of AppArmor's is among them", help=way_out),))
        policies = policies_of(policy or [], include or (), check_target(target), features)
        explained = [explain(event, policies) for event in found]
        _show(explained, form, kernel)
    except PolicyError as problem:
        refuse(problem.diagnostics, form)
        return
    leave(0 if all(each.agrees for group in explained for each in group) else 1)


def _lines(given: Sequence[str]) -> Iterator[str]:
    """The lines of what was given: a line, a file, or standard input."""
    from apparmor_dsl.language.parser import read_source

    for word in given:
        if word == "-":
            yield from (line.decode("utf-8", "surrogateescape") for line in sys.stdin.buffer)
        elif "apparmor=" in word or "audit(" in word or word.startswith("{"):
            yield from word.splitlines()
        else:
            yield from read_source(word).text.splitlines()


def _show(explained: Sequence[Sequence[Explanation]], form: AnswerForm, kernel: Kernel | None) -> None:
    from apparmor_dsl.analysis.as_json import explanation_json
    from apparmor_dsl.analysis.told_why import told_why, what_happened

    if form is AnswerForm.json:
        import json

        typer.echo(json.dumps([explanation_json(each) for group in explained for each in group], indent=2))
        return
    for number, group in enumerate(explained):
        if form is AnswerForm.concise:
            typer.echo(what_happened(group[0].event))
            continue
        typer.echo(f"{chr(10) if number else ''}{told_why(group)}", nl=False)
        if kernel is not None:
            for answer in (answer for each in group for answer in each.answers):
                show_live(kernel, answer)
