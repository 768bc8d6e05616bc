"""`if defined @{X} and ${b} { … } else if /a in @{LIST} { … } else { … }`"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from apparmor_dsl.language.ast.node import Node

if TYPE_CHECKING:
    from apparmor_dsl.language.ast.policy import BodyItem

Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in"]


@frozen
class BooleanLiteral:
    """`true` or `false`."""

    value: bool


@frozen
class BooleanVariable:
    """`${name}`; the name is without `$` and braces."""

    name: str


@frozen
class Defined:
    """`defined @{name}` (`kind` is `set`) or `defined ${name}` (`kind` is `boolean`)."""

    name: str
    kind: Literal["set", "boolean"]


@frozen
class Compare:
    """`left operator right`: each side a word, a quoted text or `@{variable}`, as written without quotes."""

    left: str
    operator: Comparison
    right: str


@frozen
class Not:
    """`not term`."""

    term: Expression


@frozen
class And:
    """`left and right`."""

    left: Expression
    right: Expression


@frozen
class Or:
    """`left or right`; binds weaker than `and`."""

    left: Expression
    right: Expression


Expression = BooleanLiteral | BooleanVariable | Defined | Compare | Not | And | Or


@frozen
class Conditional(Node):
    """`then` where the condition holds, else `otherwise`; an `else if` is a Conditional alone in `otherwise`."""

    condition: Expression
    then: tuple[BodyItem, ...] = ()
    otherwise: tuple[BodyItem, ...] = ()
