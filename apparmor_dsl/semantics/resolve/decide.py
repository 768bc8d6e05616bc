"""Conditionals become the branch that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, assert_never

from attrs import define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, warning
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.conditionals import Comparison
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.resolve.placed import Placed
from apparmor_dsl.semantics.resolve.variables import Problem, Variables
from apparmor_dsl.semantics.targets import Target, Version

_NUMBER = re.compile(r"\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)")
_LONG = 1 << 63

_KEEPS_MOST: Final[Version] = (4, 0)
_LOST: Final = (
    *(ast.DbusRule, ast.MountRule, ast.NetworkRule, ast.PivotRootRule, ast.PtraceRule, ast.RemountRule),
    *(ast.SignalRule, ast.UmountRule, ast.UnixRule),
)
"""What 3.0.8 drops besides limits: of a branch it keeps file rules, capabilities and profiles."""


def decide(items: tuple[Placed, ...], variables: Variables) -> tuple[tuple[Placed, ...], tuple[Diagnostic, ...]]:
    """The items with each conditional replaced by one of its branches.

    AFTERWARDS: no Conditional remains.
    """
    deciding = Deciding(variables)
    return tuple(deciding.items(items)), tuple(dict.fromkeys(deciding.diagnostics))


def is_lost(node: ast.Statement, target: Target) -> bool:
    """Whether the target's parser drops the statement where it stands in a branch that is taken.

    Source: merge_policy in parser/parser_policy.c, and 3.0.8, 4.1.8 and 5.0.2, asked.
    """
    return isinstance(node, ast.RlimitRule) or (target.version < _KEEPS_MOST and isinstance(node, _LOST))


def _is_of_sockets(item: Placed) -> bool:
    return isinstance(item.node, ast.NetworkRule)


@define
class Deciding:
    """Decides conditions by the variables of the file. `diagnostics` grows as it goes."""

    variables: Variables
    diagnostics: list[Diagnostic] = field(factory=list)

    def items(self, items: tuple[Placed, ...]) -> Iterator[Placed]:
        """The items, with those of the branches that hold."""
        sockets: Placed | None = None
        """A network rule at which 3.0.8 ends without a word when a branch without one is merged behind it."""
        for item in items:
            if not isinstance(item.node, ast.Conditional):
                if _is_of_sockets(item) and self.variables.target.version < _KEEPS_MOST:
                    sockets = sockets or item
                yield evolve(item, body=tuple(self.items(item.body))) if item.body else item
                continue
            holds = self.holds(item.node.condition, item.origin.span)
            # Both, since the parser reads both: a condition in the other branch can be wrong too.
            then, otherwise = tuple(self.items(item.body)), tuple(self.items(item.otherwise))
            branch = then if holds else otherwise
            if sockets is not None and (holds or branch) and not any(map(_is_of_sockets, branch)):
                self.diagnostics.append(self._ends_badly(item, sockets))
            yield from self.kept(branch)

    def kept(self, branch: tuple[Placed, ...]) -> Iterator[Placed]:
        """What the parser takes out of a branch. Source: merge_policy in parser/parser_policy.c, and 3.0.8 to 5.0.2."""
        for item in branch:
            if not is_lost(item.node, self.variables.target):
                yield item
                continue
            self.diagnostics.append(
                warning(
                    "lost-in-condition",
                    f"{self.variables.target.name} drops this rule, because it stands in a condition",
                    item.origin.span,
                    help="move it out of the condition",
                )
            )

    def _ends_badly(self, item: Placed, sockets: Placed) -> Diagnostic:
        first = (Label(sockets.origin.span, "the network rule"),) if sockets.origin.span else ()
        return error(
            "network-before-condition",
            f"{self.variables.target.name} cannot read a condition behind a network rule",
            item.origin.span,
            labels=(*first, *item.origin.labels()),
            help="put the network rules of the profile behind its conditions",
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
            if (4, 1) <= self.variables.target.version < (5, 0):
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
