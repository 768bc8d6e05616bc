"""`aadsl query lxc-web "write /etc/shadow"`"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Format, Include, TargetName, check_target
from apparmor_dsl.cli._policy import AnswerForm, AnswerFormat, Features, Live, policies_of, refuse, show_live
from apparmor_dsl.cli._show import leave, show

if TYPE_CHECKING:
    from apparmor_dsl.analysis.answer import Answer
    from apparmor_dsl.analysis.live import Kernel
    from apparmor_dsl.analysis.policies import Known, Policies

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="PROFILE REQUEST [PATH...]",
        show_default=False,
        help="The profile's name, what it may or may not, as one word in quotes, and the files or folders with the "
        "policy; without a PATH, /etc/apparmor.d. With --all-profiles there is no PROFILE.",
    ),
]
AllProfiles = Annotated[bool, typer.Option("--all-profiles", help="Ask every profile, and list those that may.")]


def query(
    words: Words,
    all_profiles: AllProfiles = False,
    target: TargetName = None,
    features: Features = None,
    include: Include = None,
    live: Live = False,
    form: AnswerFormat = AnswerForm.full,
) -> None:
    """Say whether a profile may do something, and which rule says so.

    The REQUEST is one access, in the words of a rule or of a sentence: "write /etc/shadow", "/etc/shadow rw",
    "capability sys_admin", "mount /dev/sda1 on /mnt fstype ext4 ro", "signal kill to unconfined",
    "change_profile -> foo", "connect inet stream".

    The answer is for the policy as it is written, compiled for the ABI that it pins unless --target and --features say
    otherwise. --live also asks the running kernel.

    Exit code 0: allowed. 1: denied. 2: errors, also where the source and the running kernel disagree.

    For example: aadsl query lxc-container-default-cgns "mount proc on /proc"
    """
    from apparmor_dsl.diagnostics.errors import PolicyError

    needed = 1 if all_profiles else 2
    if len(words) < needed:
        raise typer.BadParameter("name the profile and what it may do, in quotes", param_hint="PROFILE REQUEST")
    profile = None if all_profiles else words[0]
    paths = [Path(word) for word in words[needed:]]
    try:
        _check_quotes(words[needed - 1 :], profile)
        policies = policies_of(paths, include or (), check_target(target), features)
        if profile is None:
            _ask_all(policies, words[0], form)
        else:
            _ask_one(policies.named(profile), words[1], form, live=live)
    except PolicyError as problem:
        refuse(problem.diagnostics, form)


def _check_quotes(words: Sequence[str], profile: str | None) -> None:
    """Refuse a request in several words, of which the later ones would be taken for files with policy."""
    from apparmor_dsl.analysis.reading import read_request
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.errors import PolicyError

    try:
        read_request(words[0], profile)
    except PolicyError as problem:
        if len(words) == 1 or not words[0] or " " in words[0]:
            raise
        whole = " ".join(words)
        message = f"the request is not in quotes, so that only `{words[0]}` is asked"
        raise PolicyError((error("bad-request", message, help=f'write "{whole}"'),)) from problem


def _ask_one(known: Known, text: str, form: AnswerForm, *, live: bool) -> None:
    from apparmor_dsl.analysis.as_json import as_json
    from apparmor_dsl.analysis.live import RunningKernel
    from apparmor_dsl.analysis.query import query as ask
    from apparmor_dsl.analysis.reading import read_request
    from apparmor_dsl.analysis.told import headline, told

    kernel: Kernel | None = RunningKernel() if live else None
    reading = read_request(text, known.profile.name)
    answer = ask(known.profile, reading.request, known.chosen.system, model=known.model)
    agrees = True
    match form:
        case AnswerForm.json:
            said = {**as_json(answer), "compiled_for": known.chosen.why, "understood": list(reading.notes)}
            import json

            typer.echo(json.dumps(said, indent=2))
        case AnswerForm.concise:
            typer.echo(headline(answer))
        case AnswerForm.full:
            typer.echo(told(answer), nl=False)
            for note in reading.notes:
                typer.echo(f"  note: {note}")
            typer.echo(f"  compiled for {known.chosen.why}")
    if kernel is not None:
        agrees = show_live(kernel, answer)
    leave(2 if not agrees else 0 if answer.allowed else 1)


def _ask_all(policies: Policies, text: str, form: AnswerForm) -> None:
    from apparmor_dsl.analysis.as_json import as_json
    from apparmor_dsl.analysis.query import query as ask
    from apparmor_dsl.analysis.reading import read_request
    from apparmor_dsl.diagnostics.diagnostic import Severity

    reading = read_request(text)
    answers = [
        ask(known.profile, reading.request, known.chosen.system, model=known.model, near=form is AnswerForm.json)
        for known in policies
    ]
    errors = [found for found in policies.diagnostics if found.severity is Severity.ERROR]
    show(errors, Format(form.value), sys.stderr)
    if form is AnswerForm.json:
        import json

        typer.echo(json.dumps([as_json(answer) for answer in answers], indent=2))
    else:
        typer.echo(_table(answers), nl=False)
    may = any(answer.allowed for answer in answers)
    leave(2 if errors else 0 if may else 1)


def _table(answers: Sequence[Answer]) -> str:
    from apparmor_dsl.analysis.told import by_whom

    may = [answer for answer in answers if answer.allowed]
    rows = [(answer.profile.name, *by_whom(answer)) for answer in may]
    widths = [max((len(row[at]) for row in rows), default=0) for at in (0, 1)]
    lines = [f"{name:{widths[0]}}  {rule:{widths[1]}}  {place}".rstrip() for name, rule, place in rows]
    profiles = f"{len(answers)} profile{'' if len(answers) == 1 else 's'}"
    return "".join(f"{line}\n" for line in (*lines, f"{len(may)} of {profiles} may"))
