"""A container without a profile: kept, with the profile that it could have."""

from collections.abc import Iterator

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, warning
from apparmor_dsl.fleet.model import Composed, Container, Fleet, Unconfined
from apparmor_dsl.fleet.propose import propose, proposed_policy
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`unconfined-without-reason`, `unconfined`, `unconfined-too-long`."""
    for container in fleet.containers:
        match container.confinement:
            case Unconfined(_, reason, until) if reason and until:
                if fleet.today is not None and until.value < fleet.today:
                    message = f"container {container.id.value} was to be unconfined until {until.value} and still is"
                    yield error("unconfined-too-long", message, until.span, help="confine it, or write a later date")
                else:
                    message = f"container {container.id.value} is unconfined until {until.value}: {reason.value}"
                    yield _finding("unconfined", message, container, "compile with --confine to see its profile")
            case Unconfined():
                message = f"container {container.id.value} is unconfined and nothing says why"
                way_out = "compile with --confine, or give it a reason and a date under `confinement`"
                yield _finding("unconfined-without-reason", message, container, way_out)
            case _:
                pass


def _finding(code: str, message: str, container: Container, way_out: str) -> Diagnostic:
    span = container.confinement.span
    confined = evolve(container, confinement=Composed(span))
    policy = proposed_policy(confined)
    text = emit(ast.PolicyFile(policy.profiles)).rstrip()
    reasons = [f"{each.use.fragment}: {each.reason}" for each in propose(confined)]
    notes = ("the profile it could have:\n" + text, "because:\n" + "\n".join(reasons))
    return warning(code, message, span, help=way_out, notes=notes)
