"""`if`, `else`, and the expressions they decide on."""

from __future__ import annotations

from typing import Any

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.place import Place, Token


def conditional(
    place: Place, condition: ast.Expression, then: tuple[Any, ...], otherwise: tuple[Any, ...] | None
) -> ast.Conditional:
    """`if … { … } else …`."""
    check_depth(place, condition)
    return ast.Conditional(condition, then, otherwise or (), span=place.span)


def otherwise(place: Place, branch: ast.Conditional | tuple[Any, ...]) -> tuple[Any, ...]:
    """`else { … }` or `else if … { … }`."""
    del place
    return (branch,) if isinstance(branch, ast.Conditional) else branch


def disjunction(place: Place, left: ast.Expression, right: ast.Expression) -> ast.Or:
    """`left or right`."""
    del place
    return ast.Or(left, right)


def conjunction(place: Place, left: ast.Expression, right: ast.Expression) -> ast.And:
    """`left and right`."""
    del place
    return ast.And(left, right)


def negation(place: Place, term: ast.Expression) -> ast.Not:
    """`not term`."""
    del place
    return ast.Not(term)


def defined(place: Place, name: Token) -> ast.Defined:
    """`defined @{name}` or `defined ${name}`."""
    del place
    return ast.Defined(variable_name(name), "set" if name.text.startswith("@") else "boolean")


def comparison(place: Place, left: Token, operator: Token, right: Token) -> ast.Compare:
    """`left == right` and its likes."""
    del place
    return ast.Compare(left.value, operator.text, right.value)  # type: ignore[arg-type] # COMPARISON is this Literal


def membership(place: Place, left: Token, right: Token) -> ast.Compare:
    """`left in right`."""
    del place
    return ast.Compare(left.value, "in", right.value)


def truth(place: Place, word: Token) -> ast.BooleanLiteral:
    """`true` or `false`."""
    del place
    return ast.BooleanLiteral(word.text.lower() == "true")


def boolean_variable(place: Place, name: Token) -> ast.BooleanVariable:
    """`${name}`."""
    del place
    return ast.BooleanVariable(variable_name(name))


def variable_name(token: Token) -> str:
    """The name in `@{name}`, `${name}` or `$name`."""
    return token.text.lstrip("@$").strip("{}")


_DEEPEST = 150


def check_depth(place: Place, expression: ast.Expression) -> None:
    """Report an expression with so many operators inside each other that what walks it would run out of stack."""
    waiting = [(expression, 1)]
    while waiting:
        found, depth = waiting.pop()
        if depth > _DEEPEST:
            place.refuse("too-deep", "this condition has too many operators", None, "split it over several variables")
            return
        match found:
            case ast.And(left, right) | ast.Or(left, right):
                waiting += [(left, depth + 1), (right, depth + 1)]
            case ast.Not(term):
                waiting.append((term, depth + 1))
            case _:
                pass
