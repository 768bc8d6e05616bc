"""A rule for bind mounts names no source, and any path can be bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Text
from apparmor_dsl.semantics.model.file import ACCESS, path_key

LINT = Lint(__name__, Severity.WARNING, Group.security)

_SOURCE: Final = "/proc/"
_KNOB: Final = "/proc/sysrq-trigger"
"""Whoever may write it may do anything. Where it is permitted by its own path, a second path brings nothing new."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with `bind` or `rbind`, and no source, by which the profile lets /proc be bound."""
    for resolved in profile.rules(ast.MountRule):
        rule = resolved.rule
        if not isinstance(rule, ast.MountRule) or rule.source is not None or not profile.is_own(resolved):
            continue
        options = {*mounts.options_named_in(rule)}
        if not {"bind", "rbind"} & options or "remount" in mounts.options_of(rule):
            continue
        binds = mounts.binds(sources=Text(_SOURCE.encode()), recursive="bind" not in options)
        shown = mounts.permitted_by(resolved, profile, binds)
        if shown is None:
            continue
        yield LINT.found(
            f"`{rule_text(resolved.written)}` names no source, and permits {mounts.told(shown)}",
            resolved.span,
            help="name what is to be bound: `mount options=bind /srv/data/ -> ...,`",
            notes=(f"what rules say of paths below `{_SOURCE}` does not hold below `{shown.mountpoint}`",),
            severity=Severity.NOTICE if _may_write_knobs(profile) else None,
        )


def _may_write_knobs(profile: LintedProfile) -> bool:
    return bool(profile.model.files.ask(path_key(_KNOB)).allow & ACCESS["w"])
