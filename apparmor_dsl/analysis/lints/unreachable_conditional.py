"""A branch of an `if` is taken nowhere, whatever the variables are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, assert_never

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import bodies_of
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.conditionals import expression

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_MOST: Final = 10
"""So many different questions in one chain of conditions are tried in all their answers."""

_Known = tuple[ast.Expression, ...]


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Branches whose condition cannot hold together with those around it and before it."""
    yield from _check(file.policy.statements, ())


def _check(items: Sequence[ast.Statement], known: _Known) -> Iterator[Diagnostic]:
    for item in items:
        if not isinstance(item, ast.Conditional):
            for inner in bodies_of(item):
                # A profile inside of a branch is there under the same condition.
                yield from _check(inner, known)
            continue
        branches: tuple[tuple[Sequence[ast.Statement], ast.Expression], ...] = (
            (item.then, item.condition),
            (item.otherwise, _opposite(item.condition)),
        )
        for body, condition in branches:
            if body and not _can_hold((*known, condition)):
                if not _can_hold(known):
                    return  # that was said of the branch around it
                where = item.span if body is item.then else body[0].span
                because = " where it stands" if known else ""
                yield LINT.found(
                    f"this branch is never taken: `{expression(condition)}` cannot hold{because}",
                    where,
                    help="take the branch away, or correct the condition; those around it and before it count too",
                )
            else:
                yield from _check(body, (*known, condition))


def _opposite(condition: ast.Expression) -> ast.Expression:
    return condition.term if isinstance(condition, ast.Not) else ast.Not(condition)


def _can_hold(conditions: _Known) -> bool:
    names = sorted({atom for condition in conditions for atom in _atoms(condition)})
    if len(names) > _MOST:
        return True
    return any(
        all(_holds(condition, dict(zip(names, answers, strict=True))) for condition in conditions)
        for answers in product((False, True), repeat=len(names))
    )


def _atoms(condition: ast.Expression) -> Iterator[str]:
    match condition:
        case ast.Not(term):
            yield from _atoms(term)
        case ast.And(left, right) | ast.Or(left, right):
            yield from _atoms(left)
            yield from _atoms(right)
        case ast.BooleanLiteral():
            return
        case ast.BooleanVariable() | ast.Defined() | ast.Compare():
            yield expression(condition)
        case _:
            assert_never(condition)


def _holds(condition: ast.Expression, answers: dict[str, bool]) -> bool:
    match condition:
        case ast.BooleanLiteral(value):
            return value
        case ast.Not(term):
            return not _holds(term, answers)
        case ast.And(left, right):
            return _holds(left, answers) and _holds(right, answers)
        case ast.Or(left, right):
            return _holds(left, answers) or _holds(right, answers)
        case ast.BooleanVariable() | ast.Defined() | ast.Compare():
            return answers[expression(condition)]
        case _:
            assert_never(condition)
