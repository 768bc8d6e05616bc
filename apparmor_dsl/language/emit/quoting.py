"""How a value is written: bare where it can be, in quotes where it must be, refused where neither would say it.

A value is the text between the quotes with its backslashes as they are. The rules are those of parser/parser_lex.l of
AppArmor, each in the strictest reading of its versions.
"""

import enum
import re
import unicodedata
from typing import Final, NoReturn

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.vocabulary.keywords import RESERVED


class Place(enum.Enum):
    """Where a value stands; it decides which characters would end it."""

    WORD = enum.auto()
    """Between blanks: a path, a name, a target, a value of a variable."""
    CONDITION = enum.auto()
    """After `name=`."""
    LIST = enum.auto()
    """In parentheses, between commas."""
    MEMBER = enum.auto()
    """After `name=` in parentheses: `peer=(label=x)`."""
    OPERAND = enum.auto()
    """On one side of a comparison."""


_VARIABLE: Final = re.compile(r"@\{[A-Za-z][A-Za-z0-9_]*\}")
_PLAIN_OPERAND: Final = re.compile(r"(?!(?i:and|defined|false|in|not|or|true)\b)[\w/.][\w/.*@~%+-]*")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORD_PATH: Final = re.compile(
    r"@[A-Za-z][A-Za-z0-9_./*-]*|"
    r"(?!hat|profile)(?!(?:[RrWwaLlMmkXx]|[PpCc][Xx]|[PpCc]?[IiUu][Xx])+\Z)[A-Za-z][A-Za-z0-9_]*"
)
"""A word that reads neither as a keyword nor as permissions, and `@` without braces, which is a letter like others."""

_KEYWORD: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


def quoted(value: str, place: Place = Place.WORD) -> str:
    """The value as it is written in `place`: every value of a policy goes through here."""
    return value if _may_be_bare(value, place) else in_quotes(value, place)


def in_quotes(value: str, place: Place = Place.WORD) -> str:
    """The value in quotes, whether it needs them or not."""
    if place is Place.MEMBER and not value:
        refuse(
            "an empty value cannot be written in parentheses", "leave the condition out, or write `**` for any value"
        )
    return f'"{writable(value)}"'


def writable(value: str) -> str:
    """The value itself, when a quoted text can hold it."""
    for letter in value:
        if letter != "\t" and unicodedata.category(letter) == "Cc":
            refuse(
                f"the value {value!r} holds a control character", "a policy holds printable characters and blanks only"
            )
    if re.search(r'(?<!\\)(\\\\)*"', value):
        refuse(f"the value {value!r} holds a quote without a backslash before it", 'write \\" for a quote')
    if value.endswith("\\"):
        # parser_lex.l takes the longest match, and `\"` for a quote inside: the text would end at the next quote.
        refuse(f"the value {value!r} ends in a backslash, which would escape what follows it", "write \\134 for it")
    return value


def path(value: str) -> str:
    """A path that begins a statement: `/`, a variable, a label, and words without a meaning may begin one."""
    if _WORD_PATH.fullmatch(value) and value not in RESERVED:
        return value
    if not value.startswith(("/", "@{", "&", ":")):
        refuse(f"the path {value!r} begins neither with `/` nor with a variable or a label", "write the whole path")
    return quoted(value)


def is_variable(value: str) -> bool:
    """Whether the value is a variable and nothing else."""
    return _VARIABLE.fullmatch(value) is not None


def name(value: str) -> str:
    """A variable's name: letters, digits and `_`."""
    if not _NAME.fullmatch(value):
        refuse(
            f"{value!r} cannot be the name of a variable",
            "a name has letters, digits and `_`, and begins with a letter",
        )
    return value


def keyword(value: str) -> str:
    """A word of a closed list; there are no quotes for those."""
    if not _KEYWORD.fullmatch(value):
        refuse(f"{value!r} is not a word", "words of the language have letters, digits, `_`, `.`, `+` and `-`")
    return value


def refuse(message: str, way_out: str) -> NoReturn:
    """Says that there is no text for a tree; the place is added where the node is known."""
    raise PolicyError((error("unwritable", message, help=way_out),))


def _may_be_bare(value: str, place: Place) -> bool:
    if not value or any(letter in '"!()' or letter.isspace() for letter in value):
        return False
    if value.endswith("\\") or not value.isprintable():
        return False
    if not _stays_whole(value):
        return False
    match place:
        case Place.OPERAND:
            return is_variable(value) or _PLAIN_OPERAND.fullmatch(value) is not None
        case Place.LIST | Place.MEMBER:
            return not any(letter in ",=#{}" for letter in _VARIABLE.sub("", value))
        case Place.CONDITION:
            return not any(letter in "=#" for letter in value)
        case Place.WORD:
            return _may_begin_word(value) and (value.startswith("/") or "=" not in value)


def _may_begin_word(value: str) -> bool:
    if value.startswith("@"):
        variable = _VARIABLE.match(value)
        # After a variable these would make an assignment of it: POST_VAR_ID in parser/parser_lex.l.
        return variable is not None and not value[variable.end() :].startswith(("=", "+", "?", ":"))
    return value[0] not in "#$+<=>^}" and not value.startswith("->")


def _stays_whole(value: str) -> bool:
    """Whether no brace and no comma of the value would end it early.

    A comma does outside braces, and where no letter of the value comes after it. An escaped brace is a letter.
    """
    depth, escaped = 0, False
    for at, letter in enumerate(value):
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter in "{}":
            depth += 1 if letter == "{" else -1
        if depth < 0 or (letter == "," and (depth == 0 or value[at + 1 : at + 2] in ("", ","))):
            return False
    return depth == 0
