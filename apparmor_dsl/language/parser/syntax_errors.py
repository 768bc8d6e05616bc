"""What to say where the text cannot be read, and where reading may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.place import Token

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|[^\s,"]+|.', re.DOTALL)
_RULE_END = re.compile(r",(?=[\s#]|\Z)|[{}](?=[\s#]|\Z)")

KEYWORDS = (
    *("abi", "alias", "all", "allow", "audit", "capability", "change_profile", "dbus", "deny", "else", "file", "hat"),
    *("if", "include", "io_uring", "link", "mount", "mqueue", "network", "other", "owner", "pivot_root", "priority"),
    *("profile", "prompt", "ptrace", "remount", "set", "signal", "umount", "unix", "userns"),
)
"""Every word a statement may begin with. Source: apparmor.d(5)."""


@frozen
class Problem:
    """The diagnostic, and the offset where reading may go on; None when it may not."""

    diagnostic: Diagnostic
    resume: int | None


def explain(source: Source, at: int, last: Token | None, expected: frozenset[str], opened: Sequence[int]) -> Problem:
    """Why the text cannot be read at the offset `at`.

    `last` is the word before, `expected` the terminals that could have come, `opened` the offsets of the braces that
    are open.
    """
    text = source.text
    if at >= len(text):
        return Problem(_end_of_file(source, last, expected, opened), None)
    match = _WORD.match(text, at)
    word = match.group() if match else text[at]
    if word.startswith('"') and (len(word) == 1 or not word.endswith('"')):
        line_end = text.find("\n", at)
        return Problem(
            error(
                "unclosed-quote",
                "a quoted text does not end on its line",
                source.span(at),
                help='close it with `"`, or write `\\"` for a quote inside a name',
            ),
            len(text) if line_end < 0 else line_end,
        )
    if last is not None and "_COMMA" in expected and "\n" in text[last.end : at]:
        return Problem(
            error(
                "missing-comma",
                "the rule before this line does not end in a comma",
                source.span(last.start, last.end),
                help=f"write `{_short(last.text)},`",
            ),
            at,
        )
    if word == "}" and not opened:
        return Problem(
            error(
                "unexpected-brace",
                "`}` closes nothing",
                source.span(at),
                help="delete it, or look above for a block that was closed too early",
            ),
            at + 1,
        )
    return Problem(_unexpected(source, at, word, expected), _after_rule(text, at))


def _unexpected(source: Source, at: int, word: str, expected: frozenset[str]) -> Diagnostic:
    span = source.span(at, at + len(word))
    shown = f"`{_short(word)}`"
    if "_CAPABILITY" in expected:
        return error(
            "unknown-rule",
            f"{shown} does not begin a rule",
            span,
            help=did_you_mean(word, KEYWORDS)
            or "a path begins with `/` or `@{VARIABLE}`, any other rule with its keyword",
        )
    return error("syntax", f"unexpected {shown}", span, help=_expectation(expected))


def _end_of_file(source: Source, last: Token | None, expected: frozenset[str], opened: Sequence[int]) -> Diagnostic:
    end = source.span(max(0, len(source.text) - 1))
    if last is not None:
        end = source.span(last.start, last.end)
    if "_COMMA" in expected and last is not None:
        return error(
            "missing-comma", "the last rule does not end in a comma", end, help=f"write `{_short(last.text)},`"
        )
    if opened:
        return error(
            "missing-brace",
            "the file ends inside a block",
            end,
            labels=(Label(source.span(opened[-1]), "this `{` is not closed"),),
            help="add `}`",
        )
    return error("syntax", "the file ends in the middle of a statement", end, help=_expectation(expected))


def _after_rule(text: str, at: int) -> int:
    """The offset behind the statement that is broken at `at`: after its comma or block, before a closing brace."""
    depth = 0
    for match in _RULE_END.finditer(text, at):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth < 0:
                return match.start() if match.start() > at else match.end()
            if depth == 0:
                return match.end()
        elif depth == 0:
            return match.end()
    return len(text)


_SAID = {
    "_COMMA": "`,`",
    "_OPEN": "`{`",
    "_CLOSE": "`}`",
    "_LPAR": "`(`",
    "_RPAR": "`)`",
    "_EQUALS": "`=`",
    "_ARROW": "`->`",
    "_LESS_EQUAL": "`<=`",
    "_FLAGS": "`flags=(…)`",
    "_XATTRS": "`xattrs=(…)`",
    "_PEER": "`peer=`",
    "ACCESS": "permissions such as `r` or `rwk`",
    "CONDITION": "a condition `name=value`",
    "FLAG": "a profile flag",
    "FRAGMENT_NAME": "the name of a fragment",
    "ID": "a name",
    "LIST_VALUE": "a value",
    "MAGIC_PATH": "`<path>`",
    "PATH": "a path",
    "QUOTED": None,
    "QUOTED_PATH": None,
    "RLIMIT_VALUE": "a limit and a comma",
    "VALUE": "a value",
    "VARIABLE_NAME": "a variable `@{NAME}`",
    "WORD": "a word",
    "_MAGIC": "`<path>`",
}


def _expectation(expected: frozenset[str]) -> str | None:
    said = {
        text
        for name in expected
        if (text := _SAID.get(name, f"`{name.strip('_').lower()}`" if name.startswith("_") else None))
    }
    if not said or len(said) > 8:
        return None
    return "expected " + " or ".join(sorted(said))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
