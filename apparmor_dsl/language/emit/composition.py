"""`import <docker>`  `fragment docker(@{root} = /a) needs nesting excludes x {`  `use docker(@{root} = /b),`"""

import re
from collections.abc import Sequence

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.conditionals import boolean_variable, set_variable
from apparmor_dsl.language.emit.preamble import included
from apparmor_dsl.language.emit.quoting import Place, quoted, refuse
from apparmor_dsl.language.emit.words import Words

_FRAGMENT_NAME = re.compile(r"(?!(?:needs|excludes)$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def import_text(item: ast.Import) -> str:
    """`import <docker>` or `import "site.aadsl"`"""
    return f"import {included(item.path, item.magic)}"


def use_text(item: ast.Use) -> str:
    """`use docker(@{data_root} = /srv/docker /srv/more),`"""
    arguments = [f"{_variable(given)} = {_values(given, given.values)}" for given in item.arguments]
    return f"use {fragment_name(item.fragment)}{_in_parentheses(arguments)},"


def fragment_head(item: ast.Fragment) -> str:
    """The fragment up to its body."""
    parameters = [
        _variable(given) + ("" if given.default is None else f" = {_values(given, given.default)}")
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
        refuse(
            f"{given!r} cannot be the name of a fragment",
            "it begins with a small letter; small letters, digits and single hyphens follow",
        )
    return given


def _variable(given: ast.Parameter | ast.Argument) -> str:
    return (boolean_variable if given.boolean else set_variable)(given.name)


def _values(given: ast.Parameter | ast.Argument, values: Sequence[str]) -> str:
    if not values:
        refuse(f"no value is given for {given.name!r}", 'an empty value is written ""')
    if given.boolean and tuple(values) not in {("true",), ("false",)}:
        refuse(f"${{{given.name}}} is true or false, not {' '.join(values)!r}", "give it one of the two")
    return " ".join(quoted(value, Place.LIST) for value in values)


def _in_parentheses(items: Sequence[str]) -> str:
    return f"({', '.join(items)})" if items else ""


def _names(word: str, names: Sequence[ast.Name]) -> Words:
    return [word, *(fragment_name(given.text) for given in names)] if names else []
