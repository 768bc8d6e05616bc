"""A profile as a compiled policy says it: everything that it permits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model import (
    change_profile,
    dbus,
    file,
    io_uring,
    mount,
    mqueue,
    network,
    ptrace,
    signal,
    unix,
    userns,
)
from apparmor_dsl.semantics.model.attachment import Attachment, attachment
from apparmor_dsl.semantics.model.capability import capabilities
from apparmor_dsl.semantics.model.decide import counts_exactness, deciding, is_exact
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.flags import ProfileFlags, profile_flags
from apparmor_dsl.semantics.model.mediation import mediated
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.rlimit import rlimits
from apparmor_dsl.semantics.model.self_change import self_change
from apparmor_dsl.semantics.model.socket_table import socket_table
from apparmor_dsl.semantics.model.system import System, can_ask
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule


@frozen
class Model:
    """What one profile permits on a system.

    `files` answers for paths, for pairs of a link and its target, and for labels to change to; `classes` for everything
    whose question begins with the byte of a mediation class. `capabilities` has a bit for each, by its number;
    `sockets`, for kernels that have no class for them, a bit for each type by the number of the family.
    """

    profile: ResolvedProfile
    system: System
    files: Decided
    classes: Decided
    capabilities: Permissions
    rlimits: Mapping[str, int]
    sockets: Mapping[int, Permissions]
    flags: ProfileFlags
    attachment: Attachment | None


def model_of(profile: ResolvedProfile, system: System) -> Model:
    """What the profile permits on the system."""
    decide = deciding(system.target)
    return Model(
        profile,
        system,
        Decided(tuple(_exact(file_entries(profile, system), system)), decide),
        Decided(tuple(_exact(class_entries(profile, system), system)), decide),
        capabilities(profile, system),
        rlimits(profile),
        socket_table(profile, system),
        profile_flags(profile, system),
        attachment(profile, system),
    )


def file_entries(profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """The entries of the automaton of files."""
    for rule in profile.rules:
        yield from file.entries(rule, profile, system)
        yield from change_profile.entries(rule, profile, system)
    yield from self_change(profile)


def class_entries(profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """The entries of the automaton that all other classes share."""
    for rule in profile.rules:
        yield from _of_classes(rule, profile, system)
    yield from mediated(system, profile)


def _of_classes(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    match rule.rule:
        case ast.MountRule() | ast.RemountRule() | ast.UmountRule() | ast.PivotRootRule():
            yield from mount.entries(rule, profile, system)
        case ast.NetworkRule():
            yield from network.entries(rule, profile, system)
        case ast.UnixRule():
            yield from unix.entries(rule, profile, system)
        case ast.SignalRule():
            yield from signal.entries(rule, profile, system)
        case ast.PtraceRule():
            yield from ptrace.entries(rule, profile, system)
        case ast.DbusRule():
            yield from dbus.entries(rule, profile, system)
        case ast.MqueueRule():
            yield from mqueue.entries(rule, profile, system)
        case ast.UsernsRule():
            yield from userns.entries(rule, profile, system)
        case ast.IoUringRule():
            yield from io_uring.entries(rule, profile, system)
        case ast.AllRule():
            for module in (mount, network, unix, signal, ptrace, dbus, mqueue, userns, io_uring):
                yield from module.entries(rule, profile, system)
        case ast.FileRule() | ast.LinkRule() | ast.ChangeProfileRule() | ast.CapabilityRule() | ast.RlimitRule():
            return
        case _:
            assert_never(rule.rule)


def _exact(entries: Iterable[Entry], system: System) -> Iterator[Entry]:
    """The entries with it said of them whether their pattern is exact, and whether they ask, where that counts."""
    for entry in entries:
        kind = entry.kind
        if counts_exactness(kind) and is_exact(entry.pattern, system.target):
            kind = evolve(kind, exact=True)
        if kind.mode == "prompt" and can_ask(system):
            kind = evolve(kind, asks=True)
        yield entry if kind is entry.kind else evolve(entry, kind=kind)
