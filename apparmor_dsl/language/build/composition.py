"""What aadsl adds, from Python: `import`, `fragment`, `use`."""

from collections.abc import Mapping

from apparmor_dsl.language import ast
from apparmor_dsl.language.build.checks import Values, several, writable

Given = bool | Values
"""What a parameter may be given: true or false, one value, or several."""


def import_(path: str, *, magic: bool = True) -> ast.Import:
    """`import <docker>`, shipped with aadsl, or with `magic=False` a file relative to the importing one."""
    return writable(ast.Import(path, magic))


def fragment(
    name: str,
    *body: ast.BodyItem,
    parameters: Mapping[str, Given | type[bool] | None] | None = None,
    needs: Values = (),
    excludes: Values = (),
    doc: str = "",
) -> ast.Fragment:
    """A reusable piece of a profile.

    `parameters` are names with their defaults: None for one that must be given, `bool` for a boolean one that must.
    """
    declared = tuple(_parameter(parameter, default) for parameter, default in (parameters or {}).items())
    needed = tuple(ast.Name(other) for other in several(needs))
    excluded = tuple(ast.Name(other) for other in several(excludes))
    return writable(ast.Fragment(name, declared, needed, excluded, body, doc))


def use(fragment: str, **arguments: Given) -> ast.Use:
    """`use docker(@{data_root} = /srv/docker),`: the fragment's rules stand here."""
    given = tuple(ast.Argument(name, _values(value), isinstance(value, bool)) for name, value in arguments.items())
    return writable(ast.Use(fragment, given))


def _parameter(name: str, default: Given | type[bool] | None) -> ast.Parameter:
    if default is None or isinstance(default, type):
        return ast.Parameter(name, None, default is bool)
    return ast.Parameter(name, _values(default), isinstance(default, bool))


def _values(given: Given) -> tuple[str, ...]:
    if isinstance(given, bool):
        return ("true" if given else "false",)
    return several(given)
