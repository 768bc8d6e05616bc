"""No path that a kernel can ask about matches a rule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from apparmor_dsl.analysis.find import PATHS, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import (
    EMPTY,
    Automaton,
    Choice,
    Never,
    OneOf,
    Repeat,
    Text,
    byte_sets,
    in_order,
    overlap,
    without,
)
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules whose glob has no absolute path without empty components among its matches."""
    for resolved in profile.rules(ast.FileRule, ast.LinkRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule | ast.LinkRule) else None
        if path is None or "//" in path.removeprefix("/") or path.startswith("//") or not profile.is_own(resolved):
            continue  # two slashes have a lint of their own
        if _matches_nothing(path):
            yield LINT.found(
                f"no path matches `{path}`",
                profile.place(resolved),
                help="the kernel asks about absolute paths after links are followed: without `//`, `.` and `..`",
            )


@lru_cache(maxsize=10_000)
def _matches_nothing(path: str) -> bool:
    """Whether no path matches the glob. The globs of abstractions come again in every profile."""
    found = pattern(folded(path))
    return not isinstance(found, BadPattern) and isinstance(overlap(Automaton([(found.expression, 0)]), _PATHS), Never)


_ANY: Final = Repeat(OneOf(byte_sets.EVERY_BYTE))
_DOTS: Final = in_order(_ANY, Text(b"/."), Choice((EMPTY, Text(b"."))), Choice((EMPTY, in_order(Text(b"/"), _ANY))))
_PATHS: Final = without(language(PATHS), language(_DOTS))
"""Without `.` and `..`, which a kernel has followed before it asks."""
