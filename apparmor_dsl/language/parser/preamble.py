"""Variables, aliases, `abi` and `include`."""

from __future__ import annotations

import re
from functools import lru_cache

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.expressions import check_depth, variable_name
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.tables import FLAGS

_VARIABLE = re.compile(r"@(?:\{\w+\}|\w+)", FLAGS)
_ASSIGNMENT = re.compile(r"\+=|\?=|:=|=")
_VALUE = re.compile(r'"((?:\\"|[^"\n])*)"|((?!\\\n)(?:\\[ \t",!#]|[^\s"])+)', FLAGS)
_INCLUDE = re.compile(r'#?include\s*(if[ \t]+exists[ \t]\s*)?(?:<([^>]+)>|"([^"]*)"|(.+))', FLAGS)


def variable(place: Place, name: Token, assignment: Token) -> ast.Variable:
    """`@{name} = value value`."""
    operator = _ASSIGNMENT.match(assignment.text)
    text = operator.group() if operator else ""
    found = tuple(
        match[1] if match[1] is not None else match[2] for match in _VALUE.finditer(assignment.text, len(text))
    )
    behind = place.source.text[place.end :].lstrip(" \t")[:1] if not found else ""
    if not found and behind != '"':  # a quote that is not closed is reported as that
        place.refuse("variable-without-value", f"`{name.text}` gets no value", name, 'for an empty value write `""`')
    return ast.Variable(variable_name(name), text, found, span=place.span)  # type: ignore[arg-type] # of the pattern


def boolean_assignment(place: Place, name: Token, operator: Token, value: ast.Expression) -> ast.BooleanAssignment:
    """`${name} = true`."""
    check_depth(place, value)
    return ast.BooleanAssignment(variable_name(name), value, operator.text, span=place.span)  # type: ignore[arg-type]


def alias(place: Place, path: Token, target: Token) -> ast.Alias:
    """`alias /a -> /b,`."""
    if _VARIABLE.fullmatch(path.text):
        place.refuse("syntax", f"`{path.text}` alone cannot be moved", path, "name a path that begins with `/`")
    return ast.Alias(path.value, target.value, span=place.span)


def include_path(place: Place, path: Token) -> Token:
    """`<abi/4.0>`, `"a file"` or `/a/file`."""
    del place
    return path


def abi(place: Place, path: Token) -> ast.Abi:
    """`abi <abi/4.0>,`."""
    if path.kind == "MAGIC_PATH":
        return ast.Abi(_magic(path.text[1:-1]), magic=True, span=place.span)
    return ast.Abi(path.value, magic=False, span=place.span)


def include(place: Place, line: Token) -> ast.Include:
    """`include <x>`, `#include if exists "x"`."""
    name, magic, exists = _included(line.text)
    return ast.Include(name, magic, exists, span=place.span)


@lru_cache(maxsize=512)
def _included(text: str) -> tuple[str, bool, bool]:
    """The path, whether it is a magic one, and whether it may be absent. A few lines make up most of policy."""
    match = _INCLUDE.fullmatch(text)
    if match is None:  # the terminal is the same pattern
        raise AssertionError(text)
    exists, magic, quoted, bare = match.groups()
    name = _magic(magic) if magic is not None else bare if quoted is None else quoted
    return name, magic is not None, exists is not None


def _magic(text: str) -> str:
    """The name in `< name >` or `<"name">`."""
    name = text.strip()
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] == '"' else name
