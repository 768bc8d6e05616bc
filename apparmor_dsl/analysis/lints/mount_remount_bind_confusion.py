"""A `remount` without `bind` does not match changing the options of a bind."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.find import language
from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.requests import MountRequest
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.language.vocabulary.mount import CLEARING
from apparmor_dsl.semantics.automata import Automaton, Both, Found, both, overlap
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules with `remount` on folders where a rule permits binds, and no rule permits the remount with `bind`."""
    binds = [
        resolved
        for resolved in profile.rules(ast.MountRule)
        if isinstance(resolved.rule, ast.MountRule)
        and resolved.rule.mountpoint is not None
        and mounts.meant(resolved.rule) == "bind"
        and resolved.access_type != "deny"
        and profile.is_written_here(resolved)
    ]
    for resolved in profile.rules(ast.MountRule, ast.RemountRule):
        rule = resolved.rule
        if mounts.meant(rule) != "remount" or not isinstance(rule, ast.MountRule | ast.RemountRule):
            continue
        flags = tuple(dict.fromkeys(("remount", *(one for one in mounts.options_of(rule) if one not in CLEARING))))
        if "bind" in flags or resolved.access_type == "deny" or not profile.is_written_here(resolved):
            continue
        for bind in binds:
            point = _on_both(rule.mountpoint, bind.rule.mountpoint if isinstance(bind.rule, ast.MountRule) else None)
            if point is None:
                continue
            asked = MountRequest(point, flags=(*flags, "bind"))
            if not mounts.is_permitted(profile, asked):
                yield LINT.found(
                    f"`{rule_text(resolved.written)}` does not match {mounts.told(asked)}, "
                    "and binds are permitted there",
                    resolved.span,
                    labels=profile.labels(bind, "this permits a bind there"),
                    help="to change the options of a bind is `options=(remount, bind, ...)`; without `bind` it changes "
                    "the file system, wherever it is mounted",
                )
                break


def _on_both(one: str | None, other: str | None) -> str | None:
    """A folder that both globs match."""
    left, right = _folders(one), _folders(other)
    found = overlap(left, right) if left is not None and right is not None else None
    return found.witness.decode("utf-8", "backslashreplace") if isinstance(found, Found) else None


def _folders(glob: str | None) -> Both[int, int] | None:
    found = pattern(folded(glob or "/**"))
    return None if isinstance(found, BadPattern) else both(Automaton([(found.expression, 0)]), language(mounts.POINTS))
