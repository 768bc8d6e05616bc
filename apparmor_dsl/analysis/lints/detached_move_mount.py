"""Rules that let a path be moved do not match a mount that was made detached, as newer programs do."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.NOTICE, Group.compatibility)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The first rule with `move` and a source whose mount point no rule permits without a source."""
    for resolved in profile.rules(ast.MountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule) or not rule.source or resolved.access_type == "deny":
            continue
        if mounts.meant(rule) != "move" or not profile.is_written_here(resolved):
            continue
        shown = mounts.example_of(profile.sides[1].entries_of(resolved))
        detached = evolve(shown, source=None, fstype=None, flags=("move",)) if shown is not None else None
        if detached is None or mounts.is_permitted(profile, detached):
            continue
        yield LINT.found(
            f"`{rule_text(resolved.written)}` does not match moving a detached mount to `{detached.mountpoint}`",
            resolved.span,
            help="since Linux 6.7 AppArmor asks about move_mount(2), without a source where there is none: "
            'permit it with `mount options=move "" -> ...,`',
        )
        return
