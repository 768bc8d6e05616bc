"""A mount rule names a path without `->`, which makes it the source and not the mount point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.mount_points import KERNEL_MOUNTS
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_WITHOUT_SOURCE: Final = frozenset({*(known.fstype for known in KERNEL_MOUNTS), "ramfs", "overlay", "autofs", "nsfs"})
"""File systems whose source is a name, and never a path."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with a source, no mount point, and options or a type that have no source."""
    for resolved in profile.rules(ast.MountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule) or not profile.is_own(resolved):
            continue
        path = rule.source
        if path is None or not path.startswith("/") or rule.mountpoint is not None:
            continue
        text, meant, types = rule_text(resolved.written), mounts.meant(rule), mounts.fstypes_of(rule)
        swapped = rule_text(evolve(rule, source=None, mountpoint=path))
        if meant in {"propagation", "remount"}:
            what = "changing how mounts spread" if meant == "propagation" else "a remount"
            message = f"`{text}` names a source, and {what} has none"
        elif types and {*types} <= _WITHOUT_SOURCE:
            message = (
                f"`{text}` names the source `{path}`, and permits any mount point: `{types[0]}` is mounted from no path"
            )
        elif meant == "bind" and not any(sign in path for sign in "*?[{"):
            yield LINT.found(
                f"`{text}` permits `{path}` to be bound anywhere",
                profile.place(resolved),
                help=f"name the mount point: `{path} -> /...`; if it is meant to be this one, write `-> {path}`",
                severity=Severity.NOTICE,
            )
            continue
        else:
            continue
        yield LINT.found(message, profile.place(resolved), help=f"the mount point stands behind `->`: `{swapped}`")
