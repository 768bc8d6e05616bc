"""What to say where the text cannot be read, and where reading may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.place import Token
from apparmor_dsl.language.parser.tables import FLAGS

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|[^\s,"]+|.', re.DOTALL | FLAGS)
_RULE_END = re.compile(r",(?=[\s#]|\Z)|[{}](?=[\s#]|\Z)", FLAGS)

_WORD_OR_COMMENT = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|[^\s"]+|"', FLAGS)
_ASSIGNMENT = re.compile(r"(@\{?\w+\}?|\$\{?\w+\}?)\s*[+?:]?=", FLAGS)
_OURS = ("fragment", "import", "use")

KEYWORDS = (
    *("abi", "alias", "all", "allow", "audit", "capability", "change_profile", "dbus", "deny", "else", "file", "hat"),
    *("if", "include", "io_uring", "link", "mount", "mqueue", "network", "other", "owner", "pivot_root", "priority"),
    *("profile", "prompt", "ptrace", "remount", "set", "signal", "umount", "unix", "userns"),
)
"""Every word a statement may begin with. Source: apparmor.d(5)."""

_STATEMENT_LINE = re.compile(rf"\n[ \t]*((?:{'|'.join(KEYWORDS)})[ \t(]|(?:/|@\{{)[^\s,]*[ \t]+[mrwalkixpcuPCU]+,)")


@frozen
class Problem:
    """The diagnostic, and the offset where reading may go on; None when it may not."""

    diagnostic: Diagnostic
    resume: int | None


@frozen
class Trouble:
    """What is known where reading stopped.

    `at` is the offset, `began` that of the statement it belongs to, `last` the word before, `expected` the terminals
    that could have come, `opened` the offsets of the braces that are open, `parenthesis` that of the innermost `(`.
    """

    source: Source
    at: int
    began: int
    last: Token | None
    expected: frozenset[str]
    opened: Sequence[int]
    parenthesis: int | None

    @property
    def begins(self) -> bool:
        """Whether a statement was to begin here."""
        return "_CAPABILITY" in self.expected

    @property
    def before(self) -> Span:
        """The word before, or this place where there is none."""
        return self.source.span(self.last.start, self.last.end) if self.last else self.source.span(self.at)

    def glued_brace(self) -> int | None:
        """The offset of a `{` that was to begin a block and became the end of the word before: `profile name{`."""
        if self.last is None or self.last.kind == "_OPEN" or "_OPEN" not in self.expected:
            return None
        name = self.last.text.rstrip("}")
        return self.last.start + len(name) - 1 if name.endswith("{") else None

    def starts_a_line(self) -> bool:
        """Whether the line ended after the word before."""
        return self.last is not None and "\n" in self.source.text[self.last.end : self.at]


def explain(trouble: Trouble) -> Problem:
    """Why the text cannot be read there.

    INVARIANT: `resume` lies behind the beginning of the broken statement, so that reading goes forward.
    """
    source, at = trouble.source, trouble.at
    text = source.text
    if at >= len(text):
        return Problem(_end_of_file(trouble), None)
    match = _WORD.match(text, at)
    word = match.group() if match else text[at]
    if word.startswith('"') and (len(word) == 1 or not word.endswith('"')):
        line_end = text.find("\n", at)
        return Problem(_unclosed_quote(source, at), len(text) if line_end < 0 else line_end)
    closes = word.startswith("}")
    if (brace := trouble.glued_brace()) is not None:
        behind = _after_rule(text, brace + 1, open_blocks=1)
        return Problem(_missing_blank(trouble, brace), max(at, behind))
    if (earlier := _statement_inside(text, trouble.began, at)) is not None:
        return Problem(_missing_comma(_word_before(source, trouble.began, earlier)), earlier)
    ends = closes or word.startswith("{") or trouble.starts_a_line()
    if ends and trouble.parenthesis is not None and "_RPAR" in trouble.expected:
        resume = at if closes else _after_rule(text, at)
        return Problem(_unclosed_parenthesis(trouble), resume)
    if ends and "_COMMA" in trouble.expected:
        return Problem(_missing_comma(trouble.before), at)
    if closes and not trouble.opened:
        return Problem(_closes_nothing(source, at), at + 1)
    if closes and trouble.began < at:
        return Problem(_unexpected(trouble, "}"), at)
    return Problem(_unexpected(trouble, word), _after_rule(text, at))


def too_deep(span: Span) -> Diagnostic:
    """More stands inside each other than we go along with."""
    return error("too-deep", "this stands too deep inside other blocks or conditions", span, help="write it flatter")


def _unclosed_quote(source: Source, at: int) -> Diagnostic:
    way_out = 'close it with `"`, or write `\\"` for a quote inside a name'
    return error("unclosed-quote", "a quoted text does not end on its line", source.span(at), help=way_out)


def _missing_blank(trouble: Trouble, brace: int) -> Diagnostic:
    before = trouble.before.start
    return error(
        "missing-blank",
        "the `{` belongs to the name, because no blank stands before it",
        trouble.source.span(brace),
        help=f"write `{_short(trouble.source.text[before:brace])} {{`",
    )


def _missing_comma(before: Span) -> Diagnostic:
    return error("missing-comma", "this rule does not end in a comma", before, help=f"write `{_short(before.text)},`")


def _unclosed_parenthesis(trouble: Trouble) -> Diagnostic:
    span = trouble.source.span(trouble.parenthesis or 0)
    way_out = f"write `{_short(trouble.before.text)})`" if trouble.last else "write `)`"
    return error("unclosed-parenthesis", "this `(` is not closed", span, help=way_out)


def _closes_nothing(source: Source, at: int) -> Diagnostic:
    return error(
        "unexpected-brace",
        "`}` closes nothing",
        source.span(at),
        help="delete it, or look above for a block that was closed too early",
    )


def _statement_inside(text: str, began: int, at: int) -> int | None:
    """The offset of a line between the two that begins like a statement of its own."""
    match = _STATEMENT_LINE.search(text, began, at)
    return match.start(1) if match else None


def _word_before(source: Source, began: int, end: int) -> Span:
    """The last word between the two that is no comment."""
    start, last = began, began + 1
    for match in _WORD_OR_COMMENT.finditer(source.text, began, end):
        if not match.group().startswith("#"):
            start, last = match.span()
    return source.span(start, last)


def _unexpected(trouble: Trouble, word: str) -> Diagnostic:
    span = trouble.source.span(trouble.at, trouble.at + len(word))
    shown = f"`{_short(word)}`"
    if trouble.opened and (assigned := _ASSIGNMENT.match(trouble.source.text, trouble.began)):
        return error(
            "variable-in-profile",
            f"`{assigned[1]}` is set inside a block",
            trouble.source.span(trouble.began, assigned.end()),
            help="move the line to the top of the file, before `profile`",
        )
    if not trouble.begins:
        return error("syntax", f"unexpected {shown}", span, help=_expectation(trouble.expected))
    if word in _OURS:
        way_out: str | None = "this word is aadsl's: give the file a name that ends in `.aadsl`"
    else:
        way_out = did_you_mean(word, KEYWORDS)
    return error(
        "unknown-rule",
        f"{shown} does not begin a rule",
        span,
        help=way_out or "a path begins with `/` or `@{VARIABLE}`, any other rule with its keyword",
    )


def _end_of_file(trouble: Trouble) -> Diagnostic:
    if (brace := trouble.glued_brace()) is not None:
        return _missing_blank(trouble, brace)
    if trouble.parenthesis is not None and "_RPAR" in trouble.expected:
        return _unclosed_parenthesis(trouble)
    if "_COMMA" in trouble.expected and trouble.last is not None:
        return _missing_comma(trouble.before)
    end = trouble.source.span(max(0, len(trouble.source.text) - 1))
    end = trouble.before if trouble.last else end
    if trouble.opened and "_CLOSE" in trouble.expected:
        return error(
            "missing-brace",
            "the file ends inside a block",
            end,
            labels=(Label(trouble.source.span(trouble.opened[-1]), "this `{` is not closed"),),
            help="add `}`",
        )
    way_out = _expectation(trouble.expected)
    return error("syntax", "the file ends in the middle of a statement", end, help=way_out)


def _after_rule(text: str, at: int, open_blocks: int = 0) -> int:
    """The offset behind the statement that is broken at `at`: after its comma or block, before a closing brace.

    `open_blocks` is how many blocks of the statement are open there.
    """
    depth = open_blocks
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
