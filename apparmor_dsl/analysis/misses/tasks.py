"""Why a rule about other tasks, buses and queues does not match."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.misses.conditions import access, glob, word
from apparmor_dsl.analysis.requests import (
    ChangeProfileRequest,
    DbusRequest,
    IoUringRequest,
    MqueueRequest,
    PtraceRequest,
    SignalRequest,
)
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES, MQUEUE_ALIASES, PTRACE_ALIASES
from apparmor_dsl.language.vocabulary.signals import ALIASES


def signal(rule: ast.SignalRule, request: SignalRequest) -> Iterator[str]:
    """For signal."""
    yield from access(rule.access, (request.access,), MESSAGE_ALIASES)
    if rule.signals and request.signal not in {ALIASES.get(name, name) for name in rule.signals}:
        yield f"it is for {', '.join(f'`{name}`' for name in rule.signals)}, not for `{request.signal}`"
    yield from glob(rule.peer, request.peer, "the peer")


def ptrace(rule: ast.PtraceRule, request: PtraceRequest) -> Iterator[str]:
    """For ptrace."""
    yield from access(rule.access, (request.access,), PTRACE_ALIASES)
    yield from glob(rule.peer, request.peer, "the peer")


def change_profile(rule: ast.ChangeProfileRule, request: ChangeProfileRequest) -> Iterator[str]:
    """For change_profile."""
    yield from glob(rule.target, request.target, "the profile")
    if rule.exec is not None and request.program is None:
        yield f"it is for when `{rule.exec}` is executed"
    yield from glob(rule.exec, request.program, "the program")


def dbus(rule: ast.DbusRule, request: DbusRequest) -> Iterator[str]:
    """For dbus."""
    yield from access(rule.access, (request.access,), MESSAGE_ALIASES)
    for name in ("bus", "path", "interface", "member", "name"):
        yield from glob(getattr(rule, name), getattr(request, name), f"`{name}`")
    yield from glob(rule.peer.name, request.peer_name, "the name of the peer")
    yield from glob(rule.peer.label, request.peer, "the label of the peer")


def mqueue(rule: ast.MqueueRule, request: MqueueRequest) -> Iterator[str]:
    """For mqueue."""
    yield from access(rule.access, request.access, MQUEUE_ALIASES)
    yield from word(rule.type, request.type, "the type")
    yield from glob(rule.name, request.name, "the queue")
    yield from glob(rule.label, request.label, "the label")


def io_uring(rule: ast.IoUringRule, request: IoUringRequest) -> Iterator[str]:
    """For io_uring."""
    yield from access(rule.access, (request.access,), {})
    yield from glob(rule.label, request.label, "the label")
