"""A rule is about a folder and lacks the slash at its end, so that it matches no folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.folders import FOLDERS
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.symlinks import SYMLINKS
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Fix, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, Subsets, overlap, shortest
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules that name a known folder, or one that another rule names things in."""
    paths = {
        resolved.rule.path: resolved
        for resolved in profile.rules(ast.FileRule)
        if isinstance(resolved.rule, ast.FileRule) and resolved.rule.path is not None
    }
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or not profile.is_own(resolved) or not _names_one(path) or folded(path) in SYMLINKS:
            continue
        inside = next((other for known, other in paths.items() if known.startswith(f"{path}/")), None)
        if (inside is None and not _is_known(path)) or _is_matched_with_slash(path, resolved, profile):
            continue
        yield LINT.found(
            f"`{rule_text(resolved.written)}` matches a file of that name, and not the folder",
            profile.place(resolved),
            labels=profile.labels(inside, "this is about what is in it") if inside is not None else (),
            help="the path of a folder ends in a slash; what is in it is `/**`",
            fix=_with_slash(resolved, "/" if inside is not None else "/{,**}"),
        )


def _with_slash(resolved: ResolvedRule, end: str) -> Fix | None:
    """The folder alone, where another rule is about what is in it."""
    path = resolved.written.path if isinstance(resolved.written, ast.FileRule) else None
    return reworded(resolved.span, path, f"{path}{end}") if path is not None else None


def _names_one(path: str) -> bool:
    """Whether the last name of the path is one that is written out."""
    last = path.rpartition("/")[2]
    return bool(last) and not any(sign in last for sign in "*?[]{}")


@lru_cache(maxsize=10_000)
def _is_known(path: str) -> bool:
    """Whether the path is that of a folder of the table. Paths of abstractions come again in every profile."""
    found = pattern(folded(path))
    return not isinstance(found, BadPattern) and isinstance(
        overlap(Automaton([(found.expression, 0)]), _folders()), Found
    )


@cache
def _folders() -> Automaton:
    known = map(pattern, FOLDERS)
    return Automaton(((one.expression, 0) for one in known if not isinstance(one, BadPattern)), Subsets())


def _is_matched_with_slash(path: str, by: ResolvedRule, profile: LintedProfile) -> bool:
    """Whether another rule of the same kind speaks of the folder itself: then this one is for something else."""
    found = pattern(folded(f"{path}/"))
    example = shortest(Automaton([(found.expression, 0)])) if not isinstance(found, BadPattern) else None
    if not isinstance(example, Found):
        return True
    return any(
        entry.rule is not None and entry.rule.access_type == by.access_type
        for entry in profile.model.files.matching(example.witness)
    )
