"""`import`, `fragment` and `use`."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.expressions import variable_name
from apparmor_dsl.language.parser.place import Place, Token

FRAGMENT_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Names(NamedTuple):
    """The names behind `needs` or `excludes`."""

    names: tuple[ast.Name, ...]


def import_file(place: Place, line: Token) -> ast.Import:
    """`import <docker>` or `import "site.aadsl"`."""
    path = line.text[len("import") :].strip(" \t")
    return ast.Import(path[1:-1], magic=path.startswith("<"), span=place.span)


def fragment(
    place: Place,
    name: Token,
    parameters: tuple[ast.Parameter, ...] | None,
    needs: Names | None,
    excludes: Names | None,
    body: tuple[Any, ...],
) -> ast.Fragment:
    """`fragment name(parameters) needs … excludes … { … }`."""
    _check_name(place, name)
    return ast.Fragment(
        name.text,
        parameters or (),
        needs.names if needs else (),
        excludes.names if excludes else (),
        body,
        span=place.span,
    )


def parameters(place: Place, *found: ast.Parameter) -> tuple[ast.Parameter, ...]:
    """`(@{a} = /x, ${b} = false)`."""
    names: set[str] = set()
    for parameter in found:
        if parameter.name in names:
            message = f"the parameter `{parameter.name}` is declared twice"
            place.diagnostics.append(error("duplicate-parameter", message, parameter.span, help="delete one of them"))
        names.add(parameter.name)
    return found


def parameter(place: Place, name: Token, default: tuple[Token, ...] | None) -> ast.Parameter:
    """`@{data_root} = /var/lib/docker`, or without a default."""
    boolean = name.text.startswith("$")
    given = _values(place, name, default, boolean) if default is not None else None
    return ast.Parameter(variable_name(name), given, boolean, span=place.span)


def argument_values(place: Place, *found: Token) -> tuple[Token, ...]:
    """`/srv/docker "/srv/a b"`."""
    del place
    return found


def needs(place: Place, *names: Token) -> Names:
    """`needs base nesting`."""
    return Names(tuple(ast.Name(name.text, span=place.at(name)) for name in names))


def excludes(place: Place, *names: Token) -> Names:
    """`excludes no-host-knobs`."""
    return Names(tuple(ast.Name(name.text, span=place.at(name)) for name in names))


def use(place: Place, name: Token, arguments: tuple[ast.Argument, ...] | None) -> ast.Use:
    """`use docker(@{data_root} = /srv/docker),`."""
    _check_name(place, name)
    return ast.Use(name.text, arguments or (), span=place.span)


def arguments(place: Place, *found: ast.Argument) -> tuple[ast.Argument, ...]:
    """`(@{a} = /x, ${b} = true)`."""
    del place
    return found


def argument(place: Place, name: Token, values: tuple[Token, ...]) -> ast.Argument:
    """`@{data_root} = /srv/docker`."""
    boolean = name.text.startswith("$")
    return ast.Argument(variable_name(name), _values(place, name, values, boolean), boolean, span=place.span)


def _values(place: Place, name: Token, values: tuple[Token, ...], boolean: bool) -> tuple[str, ...]:
    said = tuple(value.value for value in values)
    if boolean and said not in {("true",), ("false",)}:
        place.refuse("boolean-value", f"`{name.text}` is `true` or `false`", values[0], f"write `{name.text} = true`")
    return said


def _check_name(place: Place, name: Token) -> None:
    if not FRAGMENT_NAME.fullmatch(name.text):
        place.refuse(
            "fragment-name",
            f"`{name.text}` is not the name of a fragment",
            name,
            "it begins with a small letter; small letters, digits and single hyphens follow",
        )
