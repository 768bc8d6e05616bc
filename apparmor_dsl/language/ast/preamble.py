"""What may stand before the profiles of a file."""

from typing import Literal

from attrs import frozen

from apparmor_dsl.language.ast.conditionals import Expression
from apparmor_dsl.language.ast.node import Node

AssignmentOperator = Literal["=", "+=", "?=", ":="]


@frozen
class Variable(Node):
    """`@{name} = value value`: `=` sets a new one, `+=` adds, `?=` sets where unset, `:=` sets anew.

    The name is without `@{}`; values are without quotes, and an empty one is `""` in the text.
    """

    name: str
    operator: AssignmentOperator
    values: tuple[str, ...]


@frozen
class BooleanAssignment(Node):
    """`${name} = expression`; the name is without `$` and braces."""

    name: str
    value: Expression
    operator: AssignmentOperator = "="


@frozen
class Alias(Node):
    """`alias /from -> /to,`: a rule for a path below `path` is also one for the same path below `target`."""

    path: str
    target: str


@frozen
class Abi(Node):
    """`abi <abi/4.0>,`: the features the policy was written for. `magic` is the spelling with `<>`."""

    path: str
    magic: bool = True


@frozen
class Include(Node):
    """`include if exists <local/x>`; `magic` is the spelling with `<>`, searched in the include folders."""

    path: str
    magic: bool = True
    if_exists: bool = False


PreambleItem = Variable | BooleanAssignment | Alias | Abi | Include
