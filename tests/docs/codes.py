"""Finds the code of every diagnostic in the source, without running it.

A code is what is given to a parameter `code: str`, of the constructors `error`, `warning` and `notice` and of whatever
function hands it on to them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field, frozen

_OF_LINTS = "apparmor_dsl.analysis.lint.lint"


@frozen(eq=False)
class Function:
    """A function, a method or the constructor that attrs makes, with the names of its parameters without `self`."""

    name: str
    module: str
    method: bool
    parameters: tuple[str, ...]
    node: ast.FunctionDef | None = None


@frozen(eq=False)
class Call:
    """A call, the function it stands in, and its module."""

    node: ast.Call
    inside: Function | None
    module: str


@define
class Codes:
    """The functions and the calls of a package."""

    functions: list[Function] = field(factory=list)
    calls: list[Call] = field(factory=list)
    imports: dict[str, dict[str, str]] = field(factory=dict)
    """For each module the names it imports, and from where."""

    def read(self, module: str, text: str) -> None:
        """Take in a module."""
        tree = ast.parse(text)
        self.imports[module] = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self.visit(tree, None, module, in_class=False)
        calls = {node.name: item for node in tree.body if isinstance(node, ast.ClassDef) for item in called_as(node)}
        for name, value in assignments(tree):
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in calls:
                self.functions.append(Function(name, module, method=False, parameters=calls[value.func.id]))

    def visit(self, node: ast.AST, inside: Function | None, module: str, *, in_class: bool) -> None:
        """Take in what stands in a node."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                own = Function(child.name, module, in_class, parameters_of(child), child)
                self.functions.append(own)
                self.visit(child, own, module, in_class=False)
                continue
            if isinstance(child, ast.ClassDef):
                fields = [item.target for item in child.body if isinstance(item, ast.AnnAssign)]
                names_of = tuple(target.id for target in fields if isinstance(target, ast.Name))
                self.functions.append(Function(child.name, module, method=False, parameters=names_of))
            if isinstance(child, ast.Call):
                self.calls.append(Call(child, inside, module))
            self.visit(child, inside, module, in_class=isinstance(child, ast.ClassDef))

    def called(self, call: Call) -> Iterator[Function]:
        """The functions of the package that the call may mean."""
        match call.node.func:
            case ast.Name(id=name):
                home = self.imports[call.module].get(name, f"{call.module}.{name}")
                yield from (one for one in self.functions if not one.method and f"{one.module}.{one.name}" == home)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                yield from (one for one in self.functions if one.module == call.module and one.name == name)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self.imports[call.module]:
                home = f"{self.imports[call.module][name]}.{attribute}"
                yield from (one for one in self.functions if f"{one.module}.{one.name}" == home)
            case ast.Attribute(attr=name):
                yield from (one for one in self.functions if one.method and one.name == name)
            case _:
                return

    def given(self, parameter: str, to: Function | None = None) -> Iterator[tuple[ast.expr, Call]]:
        """What calls give to a parameter of that name: of any function, or of that one."""
        for call in self.calls:
            for function in self.called(call):
                if parameter in function.parameters and to in {None, function}:
                    yield from ((word.value, call) for word in call.node.keywords if word.arg == parameter)
                    at = function.parameters.index(parameter)
                    yield from ((value, call) for value in call.node.args[at : at + 1])

    def by_default(self, parameter: str, of: Function | None = None) -> Iterator[tuple[ast.expr, Call]]:
        """What a parameter of that name is where a call gives nothing."""
        for function in self.functions:
            if function.node is not None and of in {None, function}:
                positional = (*function.node.args.posonlyargs, *function.node.args.args)
                names = [arg.arg for arg in positional[len(positional) - len(function.node.args.defaults) :]]
                nowhere = Call(ast.Call(ast.Constant(None), [], []), function, function.module)
                for name, value in zip(names, function.node.args.defaults, strict=True):
                    if name == parameter:
                        yield value, nowhere

    def texts(self, value: ast.expr, call: Call) -> Iterator[str]:
        """What an expression in the call can be. What a parameter can be is what callers give to it."""
        inside = call.inside
        match value:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Constant() | ast.Attribute(attr="code"):
                return  # an exit code; or what was given to the value that has it
            case ast.Attribute(value=ast.Name(id="self"), attr="name") if call.module == _OF_LINTS:
                return  # a lint's name, which has a page of its own
            case ast.IfExp(body=body, orelse=otherwise):
                yield from self.texts(body, call)
                yield from self.texts(otherwise, call)
            case ast.Name(id=name) if inside is not None and name in inside.parameters:
                for found, caller in (*self.given(name, inside), *self.by_default(name, inside)):
                    yield from self.texts(found, caller)
            case ast.Name(id=name) if inside is not None and inside.node is not None:
                for target, found in assignments(inside.node):
                    if target == name:
                        yield from self.texts(found, call)
            case ast.Call(func=ast.Attribute(value=text, attr="replace"), args=[old, new]):
                for found_text in self.texts(text, call):
                    yield found_text.replace(ast.literal_eval(old), ast.literal_eval(new))
            case ast.JoinedStr(values=parts):
                made = [""]
                for part in parts:
                    inner = part.value if isinstance(part, ast.FormattedValue) else part
                    made = [before + text for before in made for text in self.texts(inner, call)]
                yield from made
            case _:
                raise ValueError(f"{call.module}:{value.lineno}: nobody can see which code {ast.unparse(value)} is")

    def codes(self) -> frozenset[str]:
        """Every code that is given to a diagnostic."""
        places = (*self.given("code"), *self.by_default("code"))
        return frozenset(text for value, call in places for text in self.texts(value, call))


def parameters_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """The names of the parameters without `self`."""
    names = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return tuple(arg.arg for arg in names if arg.arg not in {"self", "cls"})


def called_as(node: ast.ClassDef) -> Iterator[tuple[str, ...]]:
    """The parameters with which the values of a class are called, if they are functions."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__call__":
            yield parameters_of(item)


def assignments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that a function or a module assigns to, each with what it assigns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def codes_in(package: Path) -> frozenset[str]:
    """Every code that the modules of the package can give to a diagnostic."""
    found = Codes()
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found.read(".".join(part for part in parts if part != "__init__"), path.read_text())
    return found.codes()
