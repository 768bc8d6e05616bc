"""Variables, aliases, `abi` and `include` from Python."""

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.preamble import AssignmentOperator
from apparmor_dsl.language.build.checks import writable


def variable(name: str, *values: str, operator: AssignmentOperator = "=") -> ast.Variable:
    """`@{name} = value value`; the name is without `@{}`."""
    return writable(ast.Variable(name, operator, values))


def boolean(name: str, value: bool | ast.Expression, *, operator: AssignmentOperator = "=") -> ast.BooleanAssignment:
    """`${name} = true`; the name is without `${}`."""
    expression = ast.BooleanLiteral(value) if isinstance(value, bool) else value
    return writable(ast.BooleanAssignment(name, expression, operator))


def alias(path: str, target: str) -> ast.Alias:
    """`alias /from -> /to,`: a rule for a path below `path` is also one for the same path below `target`."""
    return writable(ast.Alias(path, target))


def abi(path: str, *, magic: bool = True) -> ast.Abi:
    """`abi <abi/4.0>,`; with `magic=False` a path in quotes."""
    return writable(ast.Abi(path, magic))


def include(path: str, *, magic: bool = True, if_exists: bool = False) -> ast.Include:
    """`include if exists <local/x>`; with `magic=False` a path in quotes."""
    return writable(ast.Include(path, magic, if_exists))
