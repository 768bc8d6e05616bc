"""Conditionals become the branch that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, warning
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.conditionals import Comparison
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.resolve.variables import Problem, Variables

_NUMBER = re.compile(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)")
_LONG = 1 << 63


def decide(items: tuple[Placed, ...], variables: Variables) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """The items with each conditional replaced by one of its branches.

    AFTERWARDS: no Conditional remains.
    """
    deciding = Deciding(variables)
    return tuple(deciding.items(items)), tuple(dict.fromkeys(deciding.diagnostics))


@define
class Deciding:
    """Decides conditions by the variables of the file. `diagnostics` grows as it goes."""

    variables: Variables
    diagnostics: list[Diagnostic] = field(factory=list)

    def items(self, items: tuple[Placed, ...]) -> Iterator[Placed]:
        """The items, with those of the branches that hold."""
        for item in items:
            if not isinstance(item.node, ast.Conditional):
                yield evolve(item, body=tuple(self.items(item.body))) if item.body else item
                continue
            holds = self.holds(item.node.condition, item.origin.span)
            # Both, since the parser reads both: a condition in the other branch can be wrong too.
            then, otherwise = tuple(self.items(item.body)), tuple(self.items(item.otherwise))
            yield from self.kept(then if holds else otherwise)

    def kept(self, branch: tuple[Placed, ...]) -> Iterator[Placed]:
        """What the parser takes out of a branch. Source: merge_policy in parser/parser_policy.c, and 3.0.8 to 5.0.2."""
        for item in branch:
            if not isinstance(item.node, ast.RlimitRule):
                yield item
                continue
            self.diagnostics.append(
                warning(
                    "lost-in-condition",
                    f"{self.variables.target.name} drops an rlimit that stands in a condition",
                    item.origin.span,
                    help="move it out of the condition",
                )
            )

    def holds(self, condition: ast.Expression, span: Span | None) -> bool:
        """Whether the condition holds; what makes it meaningless is reported, and it does not hold."""
        match condition:
            case ast.BooleanLiteral(value):
                return value
            case ast.BooleanVariable(name):
                return self._boolean(name, span)
            case ast.Defined(name, kind):
                return self._defined(name, kind, span)
            case ast.Compare(left, operator, right):
                return self._compare(left, operator, right, span)
            case ast.Not(term):
                return not self.holds(term, span)
            case ast.And(left, right):
                sides = [self.holds(left, span), self.holds(right, span)]
                return all(sides)
            case ast.Or(left, right):
                sides = [self.holds(left, span), self.holds(right, span)]
                return any(sides)
            case _:
                assert_never(condition)

    def _boolean(self, name: str, span: Span | None) -> bool:
        value = self.variables.boolean(name)
        if value is not None:
            return value
        best = nearest(name, [known for known, found in self.variables.settings.items() if found.boolean is not None])
        way_out = f"did you mean `${{{best}}}`?" if best else f"set it before the profiles: `${{{name}}} = true`"
        message = f"the boolean variable `${{{name}}}` is not set"
        self.diagnostics.append(error("unknown-variable", message, span, help=way_out))
        return False

    def _defined(self, name: str, kind: str, span: Span | None) -> bool:
        known = self.variables.settings.get(name)
        if kind == "boolean":
            # 4.1.8 looks for the value, which is why none can be missing.
            if (4, 0) <= self.variables.target.version < (5, 0):
                self._boolean(name, span)
            # Since 5.0 the question is put as if of a variable with values, and the answer is always no.
            return known is not None and known.boolean is not None and self.variables.target.version < (5, 0)
        if known is None or known.boolean is not None:
            return False
        self.variables.values(name)  # as the parser does: values that are added later come too late
        return True

    def _compare(self, left: str, operator: Comparison, right: str, span: Span | None) -> bool:
        sides: list[tuple[str, ...]] = []
        for text in (left, right):
            values = self._values(text)
            if isinstance(values, Problem):
                self.diagnostics.append(values.at(span))
                return False
            sides.append(values)
        first, second = sides
        match operator:
            case "in":
                return set(first) <= set(second)
            case "==":
                return set(first) == set(second)
            case "!=":
                return set(first) != set(second)
            case "<" | "<=" | ">" | ">=":
                return self._ordered(first, operator, second, span)
            case _:
                assert_never(operator)

    def _ordered(self, left: tuple[str, ...], operator: str, right: tuple[str, ...], span: Span | None) -> bool:
        """Numbers are compared as numbers, other sets by their members in the order of the bytes."""
        numbers = [number for side in (left, right) if (number := _number(side)) is not None]
        if len(numbers) == 1:
            message = "a number can only be compared with a number"
            self.diagnostics.append(error("comparison", message, span, help="compare with `==`, `!=` or `in`"))
            return False
        if any(abs(number) >= _LONG for number in numbers):
            self.diagnostics.append(error("comparison", "the number is too large", span))
            return False
        order: int
        if numbers:
            order = (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
        else:
            one, other = (sorted(text.encode("utf-8", "surrogateescape") for text in side) for side in (left, right))
            order = (one > other) - (one < other)
        return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]

    def _values(self, text: str) -> tuple[str, ...] | Problem:
        named = _VARIABLE.fullmatch(text)
        return self.variables.values(named[1]) if named else (unescaped(text),)


_VARIABLE = re.compile(r"@\{([A-Za-z][A-Za-z0-9_]*)\}")


def _number(values: tuple[str, ...]) -> int | None:
    """The number that is the one value: decimal, octal or hexadecimal, as strtol(3) reads it."""
    if len(values) != 1:
        return None
    found = _NUMBER.fullmatch(values[0])
    if found is None:
        return None
    digits = found[2].lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return int(digits, base) * (-1 if found[1] == "-" else 1)
