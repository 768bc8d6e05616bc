"""`aadsl equal old/lxc-web new/lxc-web`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apparmor_dsl.cli._options import Include, TargetName, check_target
from apparmor_dsl.cli._policy import AnswerForm, AnswerFormat, Features, policies_of, refuse
from apparmor_dsl.cli._show import leave

if TYPE_CHECKING:
    from apparmor_dsl.analysis.policies import Policies
    from apparmor_dsl.semantics.model.profile import Model

Left = Annotated[Path, typer.Argument(metavar="A", show_default=False, help="A file of policy, or a folder.")]
Right = Annotated[Path, typer.Argument(metavar="B", show_default=False, help="The file or folder to compare it with.")]


def equal(
    left: Left,
    right: Right,
    target: TargetName = None,
    features: Features = None,
    include: Include = None,
    form: AnswerFormat = AnswerForm.full,
) -> None:
    """Say whether two files permit the same, for all strings.

    Where they do not, the shortest string is shown that they decide differently.

    Profiles are matched by their names. What is logged, and what is refused without being logged, counts too. Each file
    is compiled for the ABI that it pins unless --target and --features say otherwise.

    Exit code 0: equal. 1: different. 2: errors, also where a profile is too large to be sure.

    For example: aadsl equal /etc/apparmor.d/usr.bin.man usr.bin.man.new
    """
    from apparmor_dsl.analysis.equal import Undecided
    from apparmor_dsl.analysis.equal import equal as compared
    from apparmor_dsl.analysis.told_equal import as_json, told, verdict
    from apparmor_dsl.diagnostics.errors import PolicyError

    try:
        chosen = check_target(target)
        lefts, rights = (_models(policies_of([path], include or (), chosen, features), path) for path in (left, right))
    except PolicyError as problem:
        refuse(problem.diagnostics, form)
        return
    found = list(compared(lefts, rights))
    match form:
        case AnswerForm.json:
            import json

            typer.echo(json.dumps({"equal": not found, "differences": [as_json(each) for each in found]}, indent=2))
        case AnswerForm.concise:
            typer.echo(verdict(found, len(lefts)))
        case AnswerForm.full:
            for each in found:
                typer.echo(told(each, str(left), str(right)), nl=False)
            typer.echo(verdict(found, len(lefts)))
    undecided = [each for each in found if isinstance(each, Undecided)]
    leave(0 if not found else 2 if len(undecided) == len(found) else 1)


def _models(policies: Policies, path: Path) -> list[Model]:
    """What each profile permits. Raises PolicyError where there is none, or one that AppArmor refuses."""
    from apparmor_dsl.diagnostics.diagnostic import Severity, error
    from apparmor_dsl.diagnostics.errors import PolicyError
    from apparmor_dsl.semantics.verdict import verdict

    profiles = list(policies)
    refused = (said for known in profiles for said in verdict(known.profile, target=known.chosen.system.target))
    errors = tuple(found for found in (*policies.diagnostics, *refused) if found.severity is Severity.ERROR)
    if errors:
        raise PolicyError(errors)
    if not profiles:
        way_out = "name a file with a profile, or a folder with such files"
        raise PolicyError((error("unknown-profile", f"there is no profile in {path}", help=way_out),))
    return [known.model for known in profiles]
