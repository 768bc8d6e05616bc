"""`not ${b} and (defined @{X} or /a in @{LIST})`"""

from typing import assert_never

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.quoting import Place, name, quoted

_OR, _AND, _NOT = range(3)
"""How tightly an operator binds."""


def expression(condition: ast.Expression, binding: int = _OR) -> str:
    """The condition, in parentheses where it binds less tightly than `binding`."""
    match condition:
        case ast.BooleanLiteral():
            return "true" if condition.value else "false"
        case ast.BooleanVariable():
            return boolean_variable(condition.name)
        case ast.Defined():
            return "defined " + (set_variable if condition.kind == "set" else boolean_variable)(condition.name)
        case ast.Compare():
            left, right = quoted(condition.left, Place.OPERAND), quoted(condition.right, Place.OPERAND)
            return f"{left} {condition.operator} {right}"
        case ast.Not():
            return f"not {expression(condition.term, _NOT)}"
        case ast.And():
            # The operators bind to the left: a chain on the right side was written in parentheses.
            text = f"{expression(condition.left, _AND)} and {expression(condition.right, _NOT)}"
            return _in_parentheses(text) if binding > _AND else text
        case ast.Or():
            text = f"{expression(condition.left, _OR)} or {expression(condition.right, _AND)}"
            return _in_parentheses(text) if binding > _OR else text
        case _:
            assert_never(condition)


def _in_parentheses(text: str) -> str:
    """`(text)`; a `)` directly behind a path or a variable would belong to it."""
    last = text.rpartition(" ")[2]
    return f"({text} )" if last.startswith(("/", "@", ":", "&")) and not last.endswith('"') else f"({text})"


def set_variable(given: str) -> str:
    """`@{name}`"""
    return f"@{{{name(given)}}}"


def boolean_variable(given: str) -> str:
    """`${name}`"""
    return f"${{{name(given)}}}"
