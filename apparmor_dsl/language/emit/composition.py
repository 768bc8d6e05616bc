"""`import <docker>`  `fragment docker(@{root} = /a) needs nesting excludes x {`  `use docker(@{root} = /b),`"""

import re
from collections.abc import Sequence

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.conditionals import boolean_variable, set_variable
from apparmor_dsl.language.emit.preamble import included
from apparmor_dsl.language.emit.quoting import Place, quoted, refuse
from apparmor_dsl.language.emit.words import Words

_FRAGMENT_NAME = re.compile(r"[a-z][a-z0-9-]*")


def import_text(item: ast.Import) -> str:
    """`import <docker>` or `import "site.aadsl"`"""
    return f"import {included(item.path, item.magic)}"


def use_text(item: ast.Use) -> str:
    """`use docker(@{data_root} = /srv/docker /srv/more),`"""
    arguments = [f"{_variable(given)} = {_values(given.name, given.values)}" for given in item.arguments]
    return f"use {fragment_name(item.fragment)}{_in_parentheses(arguments)},"


def fragment_head(item: ast.Fragment) -> str:
    """The fragment up to its body."""
    parameters = [
        _variable(given) + ("" if given.default is None else f" = {_values(given.name, given.default)}")
        for given in item.parameters
    ]
    words = [
        "fragment",
        fragment_name(item.name) + _in_parentheses(parameters),
        *_names("needs", item.needs),
        *_names("excludes", item.excludes),
    ]
    return " ".join(words)


def fragment_name(given: str) -> str:
    """The name of a fragment: lower-case letters, digits and hyphens."""
    if not _FRAGMENT_NAME.fullmatch(given):
        refuse(f"{given!r} cannot be the name of a fragment", "a name has small letters, digits and hyphens")
    return given


def _variable(given: ast.Parameter | ast.Argument) -> str:
    return (boolean_variable if given.boolean else set_variable)(given.name)


def _values(name: str, values: Sequence[str]) -> str:
    if not values:
        refuse(f"no value is given for {name!r}", 'an empty value is written ""')
    return " ".join(quoted(value, Place.LIST) for value in values)


def _in_parentheses(items: Sequence[str]) -> str:
    return f"({', '.join(items)})" if items else ""


def _names(word: str, names: Sequence[ast.Name]) -> Words:
    return [word, *(fragment_name(given.text) for given in names)] if names else []
