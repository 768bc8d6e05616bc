"""A path with two slashes beside each other matches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import PATHS, language
from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.expansions import alternatives
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Fix, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Never, overlap
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules of which, after variables are expanded, an alternative keeps two slashes and matches no path."""
    paths = language(PATHS)
    for resolved in profile.rules(ast.FileRule, ast.LinkRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule | ast.LinkRule) else None
        if path is None or "/" not in path or not profile.is_own(resolved):
            continue
        every = alternatives(folded(path)) or ()
        dead = [one for one in every if "//" in one and _matches_no_path(one, paths)]
        if not dead:
            continue
        whole = len(dead) == len(every)
        yield LINT.found(
            f"`{rule_text(resolved.written)}` matches nothing: it is `{dead[0]}`"
            if whole
            else f"`{dead[0]}`, which `{rule_text(resolved.written)}` is about too, matches nothing",
            profile.place(resolved),
            help="no path has two slashes beside each other; a variable often begins or ends with one",
            fix=_with_one(resolved, path),
        )


_VARIABLE: Final = re.compile(r"@\{[A-Za-z_]\w*\}")


def _with_one(resolved: ResolvedRule, path: str) -> Fix | None:
    """One slash for the two that are written, or none beside the only variable that brings one."""
    written = resolved.written.path if isinstance(resolved.written, ast.FileRule | ast.LinkRule) else None
    if written is None:
        return None
    variables = list(_VARIABLE.finditer(written))
    if len(variables) != 1:
        return None
    (variable,) = variables
    before, after = written[: variable.start()], written[variable.end() :]
    values = path[len(before) : len(path) - len(after)]
    if before.endswith("/") and _is_clean(before[:-1] + values + after):
        return reworded(resolved.span, f"/{variable.group()}", variable.group())
    if after.startswith("/") and _is_clean(before + values + after[1:]):
        return reworded(resolved.span, f"{variable.group()}/", variable.group())
    return None


def _is_clean(path: str) -> bool:
    """Whether the path is one, and has no two slashes beside each other in any alternative."""
    every = alternatives(folded(path)) or ()
    return bool(every) and all(one.startswith("/") and "//" not in one for one in every)


def _matches_no_path(glob: str, paths: Automaton) -> bool:
    found = pattern(glob)
    return not isinstance(found, BadPattern) and isinstance(overlap(Automaton([(found.expression, 0)]), paths), Never)
