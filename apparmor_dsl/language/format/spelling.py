"""How a word is written, and whether a blank stands before it. A word keeps every letter; its blanks are tidied."""

from __future__ import annotations

import re

from apparmor_dsl.language.parser.place import Token

CONTINUED = "  "
"""How much further in the next lines of a statement stand."""

_BLANKS = re.compile(r"[ \t\r\n]+")
_INCLUDE = re.compile(r"(#?include|import)[ \t\r\n]*(?:(if)[ \t]+(exists)[ \t]+)?")
_EQUALS = re.compile(r"[ \t\r\n]*=[ \t\r\n]*")
_OPERATOR = re.compile(r"\+=|\?=|:=|=")
_IN_ASSIGNMENT = re.compile(r'(?P<blanks>(?:[ \t]|\\\n)+)|"(?:[^"\\\n]|\\.)*"|\\[^\n]|["\\]|[^ \t"\\]+')

_GREEDY = frozenset({"OPERAND", "DEFINED_NAME"})
"""Words of a condition to which a `)` would belong that stands directly behind."""

_SPACED_EQUALS = frozenset({"parameter", "argument"})
_CALLS = frozenset({"parameters", "arguments"})


def spelled(token: Token) -> str:
    """The text of the token, with one blank where it has several."""
    match token.kind:
        case "INCLUDE" | "IMPORT":
            return _INCLUDE.sub(lambda found: "".join(f"{word} " for word in found.groups() if word), token.text, 1)
        case "RLIMIT_VALUE":
            return _BLANKS.sub(" ", token.text).rstrip()
        case "FLAG" if not token.text.startswith('"'):
            return _EQUALS.sub("=", token.text, 1)
        case "ASSIGNMENT":
            return _assignment(token.text)
        case _:
            return token.text


def _assignment(text: str) -> str:
    """`= a b`: what goes on in the next line still does, because only its end ends an assignment."""
    operator = _OPERATOR.match(text)
    start = operator.end() if operator else 0
    values = [
        _between_values(found.group()) if found["blanks"] else found.group()
        for found in _IN_ASSIGNMENT.finditer(text, start)
    ]
    return f"{text[:start]} {''.join(values).removeprefix(' ')}"


def _between_values(blanks: str) -> str:
    if "\n" not in blanks:
        return " "
    # Where no blank stands before the backslash, apparmor_parser 3.0 takes it for a letter of the value.
    return ("" if blanks.startswith("\\") else " ") + f"\\\n{CONTINUED}"


def is_spaced(before: Token, before_in: str, token: Token, token_in: str) -> bool:
    """Whether a blank stands between two words of a line, each known with the name of the rule it is part of."""
    if token.kind == ")" and before.kind in _GREEDY and before.text.startswith(("/", "@", ":", "&")):
        return True
    if token.kind in {",", ")"} or before.kind in {"(", "^"}:
        return False
    if token.kind in {"=", ":="}:
        return token_in in _SPACED_EQUALS
    if before.kind in {"=", ":="}:
        return before_in in _SPACED_EQUALS
    return not (token.kind == "(" and token_in in _CALLS)
