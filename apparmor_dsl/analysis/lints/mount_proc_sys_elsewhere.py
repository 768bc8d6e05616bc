"""`proc` or `sysfs` can be mounted elsewhere, where the rules for `/proc` and `/sys` do not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.globs import matches
from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Text, in_order
from apparmor_dsl.semantics.model.file import ACCESS, path_key
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)


@frozen
class _Place:
    """A file system, where it belongs, what is all its own, and files in it that undo confinement."""

    fstype: str
    point: str
    below: str
    knobs: tuple[str, ...]


_PLACES: Final = (
    _Place("proc", "/proc/", "/proc/", ("sysrq-trigger", "sys/kernel/core_pattern", "sys/kernel/modprobe")),
    _Place("sysfs", "/sys/", "/sys/", ("kernel/uevent_helper", "kernel/security/apparmor/.load", "power/state")),
    _Place("securityfs", "/sys/kernel/security/", "/sys/", ("apparmor/.load", "apparmor/.remove")),
    _Place("debugfs", "/sys/kernel/debug/", "/sys/", ("sched_features", "kprobes/enabled")),
)
"""Source: proc(5), and the files that the profiles of LXC and Docker deny."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules that name such a type, with a mount point that is another one."""
    for resolved in profile.rules(ast.MountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule) or not profile.is_own(resolved) or resolved.access_type == "deny":
            continue
        types = mounts.fstypes_of(rule)
        for place in _PLACES:
            if any(matches(each, place.fstype) for each in types):
                yield from _elsewhere(resolved, place, profile)


def _elsewhere(resolved: ResolvedRule, place: _Place, profile: LintedProfile) -> Iterator[Diagnostic]:
    among = mounts.new_mounts(fstype=Text(place.fstype.encode()))
    usual = in_order(Text(place.below.encode()), mounts.ANYTHING)
    shown = mounts.permitted_by(resolved, profile, among, but=mounts.questions(usual))
    if shown is None:
        return
    opened = next(
        (
            (f"{shown.mountpoint}{knob}", f"{place.point}{knob}")
            for knob in place.knobs
            if _may_write(f"{shown.mountpoint}{knob}", profile) and not _may_write(f"{place.point}{knob}", profile)
        ),
        None,
    )
    gain = f": `{opened[0]}` may be written, and `{opened[1]}` may not" if opened is not None else ""
    yield LINT.found(
        f"`{rule_text(resolved.written)}` permits {mounts.told(shown)}{gain}",
        profile.place(resolved),
        help=f"mount `{place.fstype}` on `{place.point}` only, or repeat the rules for it at the other place",
        severity=None if opened is not None else Severity.NOTICE,
    )


def _may_write(path: str, profile: LintedProfile) -> bool:
    return bool(profile.model.files.ask(path_key(path)).allow & ACCESS["w"])
