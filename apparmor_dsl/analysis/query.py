"""May it, and which rule says so? One request, one profile, one answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from attrs import evolve

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis.answer import Answer, Part
from apparmor_dsl.analysis.determining import determined, of_capability
from apparmor_dsl.analysis.limits import limit
from apparmor_dsl.analysis.links import link
from apparmor_dsl.analysis.looks import looks
from apparmor_dsl.analysis.nearest import nearest
from apparmor_dsl.analysis.possible import problems
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile


def query(
    profile: ResolvedProfile, request: ask.Request, system: System, *, model: Model | None = None, near: bool = True
) -> Answer:
    """What the profile, compiled for the system, says to the request.

    `model` is its model where somebody has it. With `near` the rules are looked for that came nearest to permitting it.
    Raises PolicyError for a request with words that mean nothing.
    """
    if wrong := problems(request):
        raise PolicyError(wrong)
    asked = model_of(profile, system) if model is None else model
    parts = tuple(_parts(request, asked))
    if asked.flags.mode == "unconfined":
        parts = tuple(_unconfined(part) for part in parts)
    silent = [part for part in parts if not part.allowed and part.because == "nothing"]
    found = nearest(profile, request, system, silent) if silent and near else ()
    return Answer(profile, request, system, parts, asked.flags.mode, found, tuple(_notes(request, asked)))


def _unconfined(part: Part) -> Part:
    """In such a profile what no rule speaks of is permitted; newer kernels still ask about user namespaces."""
    return (
        part if part.because != "nothing" or part.what == "create" else evolve(part, allowed=True, because="unconfined")
    )


def _parts(request: ask.Request, model: Model) -> Iterator[Part]:
    match request:
        case ask.CapabilityRequest():
            yield of_capability(request.name, model)
        case ask.RlimitRequest():
            yield limit(request, model)
        case ask.LinkRequest():
            yield from link(request, model)
        case (
            ask.ChangeProfileRequest()
            | ask.DbusRequest()
            | ask.FileRequest()
            | ask.IoUringRequest()
            | ask.MountRequest()
            | ask.MqueueRequest()
            | ask.NetworkRequest()
            | ask.PivotRootRequest()
            | ask.PtraceRequest()
            | ask.SignalRequest()
            | ask.UmountRequest()
            | ask.UnixRequest()
            | ask.UsernsRequest()
        ):
            for look in looks(request, model.system):
                yield from determined(model, look)
        case _:
            assert_never(request)


def _notes(request: ask.Request, model: Model) -> Iterator[str]:
    """What the answer rests on where more than the policy decides."""
    match request:
        case ask.DbusRequest() if not model.system.features.supports("dbus"):
            yield "D-Bus is not mediated by this system: the bus daemon does not ask"
        case ask.DbusRequest(access="send" | "receive"):
            names = {"peer name": request.peer_name, "path": request.path, "member": request.member}
            if unsaid := [name for name, value in names.items() if value is None]:
                yield f"not said, and asked about as empty: {', '.join(unsaid)}"
        case ask.SignalRequest() | ask.PtraceRequest():
            yield "the other task's profile must permit its side too, unless it is unconfined"
        case ask.CapabilityRequest():
            yield "the task must hold the capability as well: a profile takes away, and gives none"
        case ask.MountRequest(flags=flags) if {"bind", "rbind", "move"} & {*flags}:
            yield "what is mounted is seen under a second path: rules for the first one do not hold there"
        case _:
            return
