"""What lints over all profiles need to know of one: small, so that thousands are kept, sent and stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.attachment import is_matched
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.origin import Step
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule


@frozen
class Edge:
    """A way out of a profile: executing something, or changing the profile.

    `goal` is the label as written, a whole one for children (`parent//child`); None for any that the program or the
    caller chooses. `mode` is the exec mode (`Px`), None for change_profile.
    """

    kind: Literal["exec", "change_profile", "pivot_root"]
    goal: str | None
    mode: str | None
    path: str | None
    span: Span | None
    route: tuple[Step, ...] = ()


@frozen
class PeerRule:
    """A rule about somebody else: `peer` is the label as written, None for everybody. Empty `access`: all."""

    kind: Literal["signal", "ptrace", "unix", "dbus"]
    access: tuple[str, ...]
    peer: str | None
    span: Span | None
    route: tuple[Step, ...] = ()


@frozen
class Facts:
    """A profile as others see it.

    `is_matched`: the kernel matches programs with its attachment; else it compares their path with its name.
    """

    name: str
    file: str
    span: Span | None
    attachment: str | None
    other_attachments: tuple[str, ...]
    flags: tuple[str, ...]
    namespace: str | None
    parent: str | None
    is_hat: bool
    xattrs: bool
    is_matched: bool
    edges: tuple[Edge, ...]
    peers: tuple[PeerRule, ...]


def facts_of(profile: ResolvedProfile, file: str, system: System) -> Facts:
    """The facts of a profile that stands in this file."""
    return Facts(
        profile.name,
        file,
        profile.span,
        profile.attachment,
        profile.other_attachments,
        profile.flags,
        profile.namespace,
        profile.parent,
        profile.is_hat,
        bool(profile.xattrs),
        is_matched(profile, system),
        tuple(edge for rule in profile.rules for edge in _edges(rule, profile)),
        tuple(peer for rule in profile.rules for peer in _peers(rule)),
    )


def _edges(resolved: ResolvedRule, profile: ResolvedProfile) -> Iterator[Edge]:
    if resolved.access_type == "deny":
        return
    place = (resolved.span, resolved.origin.route)
    match resolved.rule:
        case ast.FileRule(exec=str(mode)) as rule:
            goal = rule.target
            if goal == rule.path:
                goal = None  # which the parser takes for no goal at all
            elif goal is not None and mode[0] in "cC":
                goal = f"{profile.name}//{goal}"
            yield Edge("exec", goal, mode, rule.path, *place)
        case ast.ChangeProfileRule() as rule:
            yield Edge("change_profile", rule.target, None, rule.exec, *place)
        case ast.PivotRootRule(target=str(goal)) as rule:
            yield Edge("pivot_root", goal, None, rule.new_root, *place)
        case _:
            pass


def _peers(resolved: ResolvedRule) -> Iterator[PeerRule]:
    if resolved.access_type == "deny":
        return
    place = (resolved.span, resolved.origin.route)
    match resolved.rule:
        case ast.SignalRule() as rule:
            yield PeerRule("signal", rule.access, rule.peer, *place)
        case ast.PtraceRule() as rule:
            yield PeerRule("ptrace", rule.access, rule.peer, *place)
        case ast.UnixRule() as rule:
            yield PeerRule("unix", rule.access, rule.peer.label, *place)
        case ast.DbusRule() as rule:
            yield PeerRule("dbus", rule.access, rule.peer.label, *place)
        case ast.AllRule():
            yield PeerRule("signal", (), None, *place)
            yield PeerRule("ptrace", (), None, *place)
        case _:
            pass
