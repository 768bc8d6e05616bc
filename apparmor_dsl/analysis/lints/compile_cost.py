"""Globs of a profile multiply each other's states: compiling it takes long, and the kernel much memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Walk
from apparmor_dsl.semantics.automata.expression import Expression
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)

_MANY: Final = 10_000
"""So many states take the parser seconds, and each step beyond much longer. Source: `-D dfa-stats` of 3.0.8."""
_TIMES: Final = 4
_MOST_SHOWN: Final = 3


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Globs with a `**` inside, of which each alone is small, and that are large together."""
    found: dict[str, tuple[ResolvedRule, Expression]] = {}
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or "**" not in path.rstrip("*"):
            continue
        if isinstance(made := pattern(folded(path)), Pattern):
            found.setdefault(path, (resolved, made.expression))
    expressions = [expression for _, expression in found.values()]
    together = states(expressions)
    if together < _MANY or together < _TIMES * sum(states([one]) for one in expressions):
        return
    rules = sorted((rule for rule, _ in found.values()), key=lambda rule: not profile.is_written_here(rule))
    yield LINT.found(
        f"`{rule_text(rules[0].written)}` and {len(rules) - 1} more with a `**` inside "
        f"have {_MANY} states together, or more: they multiply each other",
        profile.way_in(rules[0]),
        labels=tuple(Label(rule.span, "this too") for rule in rules[1 : 1 + _MOST_SHOWN] if rule.span),
        help="begin them with the folders that are meant, or end them with their only `**`",
    )


def states(expressions: Sequence[Expression]) -> int:
    """How many states the globs have together; counting ends where they are many."""
    return sum(1 for _ in Walk(_MANY).states(Automaton((expression, 0) for expression in expressions)))
