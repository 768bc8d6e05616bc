"""Where reading goes on behind a statement that is broken."""

from __future__ import annotations

import re
from typing import Literal

from attrs import frozen

from apparmor_dsl.language.parser.hints import KEYWORDS
from apparmor_dsl.language.parser.tables import FLAGS

Block = Literal["profile", "block"]

WORDS = re.compile(r'(?:(?<=\s)|\A)#(?!include)[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|\n[ \t]*|[^\s"]+|"', FLAGS)
_BLANKS = re.compile(r"[ \t]*")
_NO_STATEMENT = ("\n", "\r", "#", "{")
"""What stands on a line of its own and ends no statement: nothing, a comment, the beginning of a block."""
BARE = re.compile(r"\\.|[@$]?\{[\w,.*/-]*\}|\([^()\s]*\)")

_PATH = r"(?:/|@\{)[^\s,]*"
_BEGINS = re.compile(
    rf"""
    (?:{"|".join(KEYWORDS)}|fragment|import|use|without|assert)(?=[ \t(,{{]) (?![ \t]*=)
    | (?:all|file|network|mount|umount|unix|dbus|ptrace|signal|userns|capability|mqueue|io_uring),
    | \#include\b
    | {_PATH}[ \t]+[A-Za-z]+(?:,|[ \t]*->|[ \t]*(?:\#|$))
    | {_PATH}(?:[ \t][^\n]*)?[ \t]\{{[ \t]*(?:\#|$)
    | [@$]\{{\w+\}}[ \t]*[+?:]?=
    | \}}[ \t]*(?:\#|$)
    """,
    FLAGS | re.VERBOSE | re.MULTILINE,
)


@frozen
class Resume:
    """The offset where reading goes on; `inside` the block that the broken statement opened just before, if it did."""

    at: int
    inside: Block | None = None


def begins_statement(text: str, at: int) -> bool:
    """Whether what stands there, at the beginning of a line, begins like a statement of its own."""
    return _BEGINS.match(text, at) is not None


def line_end(text: str, at: int) -> int:
    """The offset of the end of the line."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def behind_statement(text: str, at: int, *, began: int, parentheses: int = 0) -> Resume:
    """Behind the comma of the statement that began at `began` and is broken at `at`, or in the block that it opens.

    A line that begins like a statement of its own ends it too, or that stands no further in, and so does a closing
    brace. `parentheses` of it are open there.
    """
    indent = margin(text, text.rfind("\n", 0, began) + 1)
    for match in WORDS.finditer(text, at):
        word = match.group()
        if word.startswith("\n"):
            goes_on = margin(text, match.start() + 1) > indent or text.startswith(_NO_STATEMENT, match.end())
            if begins_statement(text, match.end()) or not goes_on:
                return Resume(match.end())
            continue
        if word.startswith('"') or (word.startswith("#") and not word.startswith("#include")):
            continue
        bare = BARE.sub("", word)
        if bare.startswith("}") or (bare.endswith("}") and "{" not in bare and ends_line(text, match.end())):
            start = match.start() + word.rindex("}")
            return Resume(start if start > at else match.end())
        if bare.endswith("{"):
            return Resume(match.end(), _block(text, began))
        parentheses = max(0, parentheses + bare.count("(") - bare.count(")"))
        if bare.endswith((",", ";")) and not parentheses:
            return Resume(match.end())
    return Resume(len(text))


def ends_line(text: str, at: int) -> bool:
    """Whether nothing but braces and a comment stands behind it on its line: a `}` in the midst of a rule ends none."""
    rest = text[at : line_end(text, at)].strip(" \t\r}")
    return not rest or rest.startswith(("#", "else"))


def margin(text: str, line: int) -> int:
    """How far in the line stands that begins there."""
    match = _BLANKS.match(text, line)
    return len(match.group().expandtabs()) if match else 0


def _block(text: str, began: int) -> Block:
    """What kind of block a broken statement opens."""
    conditional = re.compile(r"if\b|else\b|el\w*if\b|\{|(?:audit|allow|deny|prompt|owner|other|priority)\b")
    return "block" if conditional.match(text, began) else "profile"
