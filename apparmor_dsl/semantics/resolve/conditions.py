"""Conditions that are known while composing: boolean parameters, and whether a parameter is defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import assert_never

from attrs import evolve, frozen

from apparmor_dsl.language import ast

Rename = Callable[[str], str]


@frozen
class Known:
    """What a fragment's body knows of names: values of boolean parameters, set parameters, and how to rename others."""

    booleans: Mapping[str, bool]
    sets: frozenset[str]
    rename: Rename
    rename_boolean: Rename


def decide(expression: ast.Expression, known: Known) -> ast.Expression:
    """The expression with what is known put in and worked out; a literal where that decides it."""
    match expression:
        case ast.BooleanLiteral():
            return expression
        case ast.BooleanVariable(name):
            if name in known.booleans:
                return ast.BooleanLiteral(known.booleans[name])
            return ast.BooleanVariable(known.rename_boolean(name))
        case ast.Defined(name, kind):
            if name in (known.booleans if kind == "boolean" else known.sets):
                return ast.BooleanLiteral(value=True)
            return ast.Defined((known.rename_boolean if kind == "boolean" else known.rename)(name), kind)
        case ast.Compare(left, operator, right):
            return ast.Compare(_operand(left, known), operator, _operand(right, known))
        case ast.Not(term):
            inner = decide(term, known)
            return ast.BooleanLiteral(not inner.value) if isinstance(inner, ast.BooleanLiteral) else ast.Not(inner)
        case ast.And(left, right):
            return _join(decide(left, known), decide(right, known), absorbing=False, join=ast.And)
        case ast.Or(left, right):
            return _join(decide(left, known), decide(right, known), absorbing=True, join=ast.Or)
        case _:
            assert_never(expression)


def _join(
    left: ast.Expression,
    right: ast.Expression,
    *,
    absorbing: bool,
    join: Callable[[ast.Expression, ast.Expression], ast.Expression],
) -> ast.Expression:
    """`absorbing` is the literal that decides alone: false for `and`, true for `or`."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ast.BooleanLiteral):
            return one if one.value is absorbing else other
    return join(left, right)


def _operand(text: str, known: Known) -> str:
    from apparmor_dsl.semantics.resolve.hoist import rename

    return rename(text, known.rename)


def branches(node: ast.Conditional, condition: ast.Expression) -> tuple[ast.BodyItem, ...] | ast.Conditional:
    """The items that stand when the condition is decided, else the conditional with the condition worked out."""
    if isinstance(condition, ast.BooleanLiteral):
        return node.then if condition.value else node.otherwise
    return evolve(node, condition=condition)
