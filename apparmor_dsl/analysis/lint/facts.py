"""What lints over all profiles need to know of one: small, so that thousands are kept, sent and stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.attachment import is_matched
from apparmor_dsl.semantics.model.capability import capability_bit
from apparmor_dsl.semantics.model.change_profile import CHANGE
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.file import ACCESS, path_key
from apparmor_dsl.semantics.model.flags import ProfileMode, profile_flags
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.resolve.origin import Step
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Target


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
class Exit:
    """An entry of the profile's model that decides of leaving it; without an edge it keeps the profile, or refuses."""

    entry: Entry
    edge: Edge | None


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
    mode: ProfileMode
    target: Target
    edges: tuple[Edge, ...]
    exits: tuple[Exit, ...]
    """None where no entry leads out of the profile."""
    replaces_policy: str | None
    """The file by which it may load policy of its own making, where it may."""
    peers: tuple[PeerRule, ...]


def facts_of(profile: ResolvedProfile, file: str, model: Model) -> Facts:
    """The facts of a profile that stands in this file."""
    edges = tuple((rule, edge) for rule in profile.rules if (edge := _edge(rule, profile)) is not None)
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
        is_matched(profile, model.system),
        profile_flags(profile, model.system).mode,
        model.system.target,
        tuple(edge for _, edge in edges),
        _exits(model, {id(rule): edge for rule, edge in edges}),
        _replaces_policy(model),
        tuple(peer for rule in profile.rules for peer in _peers(rule)),
    )


def _edge(resolved: ResolvedRule, profile: ResolvedProfile) -> Edge | None:
    if resolved.access_type == "deny":
        return None
    place = (resolved.span, resolved.origin.route)
    match resolved.rule:
        case ast.FileRule(exec=str(mode)) as rule:
            goal = rule.target
            if goal == rule.path:
                goal = None  # which the parser takes for no goal at all
            elif goal is not None and mode[0] in "cC":
                goal = f"{profile.name}//{goal}"
            return Edge("exec", goal, mode, rule.path, *place)
        case ast.ChangeProfileRule() as rule:
            return Edge("change_profile", rule.target, None, rule.exec, *place)
        case ast.PivotRootRule(target=str(goal)) as rule:
            return Edge("pivot_root", goal, None, rule.new_root, *place)
        case _:
            return None


_LEAVES: Final = EXECUTE | EXECUTE << OTHER_SHIFT | CHANGE


def _exits(model: Model, edges: Mapping[int, Edge]) -> tuple[Exit, ...]:
    made = tuple(
        Exit(evolve(entry, rule=None), edges.get(id(entry.rule)))
        for entry in model.files.entries
        if (entry.kind.access | entry.kind.marked) & _LEAVES
    )
    return made if any(leads_out(one.entry.kind) for one in made) else ()


def leads_out(kind: Kind) -> bool:
    """Whether the profile may be left by what such an entry permits."""
    ways = (kind.owner_exec, kind.other_exec)
    return kind.mode == "allow" and (
        bool(kind.access & CHANGE) or any(way is not None and way.kind != "none" for way in ways)
    )


_LOADING: Final = tuple(f"/sys/kernel/security/apparmor/.{name}" for name in ("replace", "load", "remove"))
"""Source: the kernel's security/apparmor/apparmorfs.c, which asks for `mac_admin` too."""


def _replaces_policy(model: Model) -> str | None:
    if not model.capabilities.allow & capability_bit("mac_admin", model.system):
        return None
    return next((path for path in _LOADING if model.files.ask(path_key(path)).allow & ACCESS["w"]), None)


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
