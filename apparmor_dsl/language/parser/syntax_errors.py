"""What to say where the text cannot be read, and where reading may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.parser.expectations import expectation
from apparmor_dsl.language.parser.hints import KEYWORDS, odd_letter, short, statement
from apparmor_dsl.language.parser.missing_comma import missing_comma, word_before
from apparmor_dsl.language.parser.place import Token
from apparmor_dsl.language.parser.planned import network_address
from apparmor_dsl.language.parser.tables import FLAGS

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|[^\s,"()]+|.', re.DOTALL | FLAGS)
_RULE_END = re.compile(r",(?=[\s#]|\Z)|[{}](?=[\s#]|\Z)", FLAGS)

_NAMELESS = re.compile(r"(?:profile|hat)\s+\{(?=\s|\Z)", FLAGS)
_LETTERS = re.compile(r"[mrwalkixpcuPCU]+")
_GLUED_BRACE = re.compile(r"[^\s\"{\\](\{)\}?(?=\s|\Z)", FLAGS)
_ASSIGNMENT = re.compile(r"(@\{?\w+\}?|\$\{?\w+\}?)\s*[+?:]?=", FLAGS)
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

    @property
    def ends_in_comma(self) -> bool:
        """Whether the statement could have ended here."""
        return not self.expected.isdisjoint({"_COMMA", "_WORD_COMMA"})

    def glued_brace(self) -> int | None:
        """The offset of a `{` that was to begin a block and became the end of a word: `profile name{`."""
        if self.last is None or self.last.kind == "_OPEN" or "_OPEN" not in self.expected:
            return None
        found = _GLUED_BRACE.search(self.source.text, self.began, self.last.end)
        return found.start(1) if found else None

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
    if (brace := trouble.glued_brace()) is not None:
        return Problem(_missing_blank(trouble, brace), max(at, _after_rule(text, brace + 1, open_blocks=1)))
    if "_OPEN" in trouble.expected and (nameless := _NAMELESS.match(text, trouble.began)):
        behind = max(at, _after_rule(text, nameless.end(), open_blocks=1))
        return Problem(_missing_name(source, nameless.end() - 1), behind)
    if trouble.opened and (assigned := _ASSIGNMENT.match(text, trouble.began)):
        line_end = text.find("\n", assigned.end())
        return Problem(_variable_in_profile(trouble, assigned), len(text) if line_end < 0 else line_end)
    closes = word.startswith("}")
    earlier = _statement_inside(text, trouble.began, at)
    ends = closes or word.startswith("{") or trouble.starts_a_line()
    if trouble.parenthesis is not None and "_RPAR" in trouble.expected and (ends or earlier is not None):
        return Problem(_unclosed_parenthesis(trouble), earlier or (at if closes else _after_rule(text, at)))
    if earlier is not None:
        return Problem(missing_comma(word_before(source, trouble.began, earlier)), earlier)
    if ends and trouble.ends_in_comma:
        return Problem(missing_comma(trouble.before), at)
    if closes and not trouble.opened:
        return Problem(_closes_nothing(source, at), at + 1)
    if closes and trouble.began < at:
        return Problem(_unexpected(trouble, "}"), at)
    line_end = text.find("\n", at)
    if trouble.begins and word in {"import", "include"} and line_end >= 0:
        return Problem(_unexpected(trouble, word), line_end)
    return Problem(_unexpected(trouble, word), _after_rule(text, at))


def too_deep(span: Span) -> Diagnostic:
    """More stands inside each other than we go along with."""
    return error("too-deep", "this stands too deep inside other blocks or conditions", span, help="write it flatter")


def _unclosed_quote(source: Source, at: int) -> Diagnostic:
    way_out = 'close it with `"`, or write `\\"` for a quote inside a name'
    return error("unclosed-quote", "a quoted text does not end on its line", source.span(at), help=way_out)


def _missing_blank(trouble: Trouble, brace: int) -> Diagnostic:
    name = trouble.source.text[trouble.began : brace].split()[-1]
    return error(
        "missing-blank",
        "the `{` belongs to the name, because no blank stands before it",
        trouble.source.span(brace),
        help=f"write `{short(name)} {{`",
    )


def _missing_name(source: Source, brace: int) -> Diagnostic:
    return error("missing-name", "a profile needs a name", source.span(brace), help="write `profile name {`")


def _unclosed_parenthesis(trouble: Trouble) -> Diagnostic:
    span = trouble.source.span(trouble.parenthesis or 0)
    return error("unclosed-parenthesis", "this `(` is not closed", span, help="write `)` behind its last value")


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


def _variable_in_profile(trouble: Trouble, assigned: re.Match[str]) -> Diagnostic:
    return error(
        "variable-in-profile",
        f"`{assigned[1]}` is set inside a block",
        trouble.source.span(trouble.began, assigned.end()),
        help="move the line to the top of the file, before `profile`",
    )


def _unexpected(trouble: Trouble, word: str) -> Diagnostic:
    span = trouble.source.span(trouble.at, trouble.at + len(word))
    if (odd := odd_letter(word)) is not None:
        way_out = "delete it, or type a plain blank"
        return error("odd-letter", f"a letter that does not show stands here: {odd}", span, help=way_out)
    if (planned := network_address(trouble.source, trouble.began)) is not None:
        return planned
    if trouble.begins:
        return _no_statement(trouble, word, span)
    last = trouble.last
    way_out_or_none = expectation(trouble.expected)
    if last is not None and last.kind == "ACCESS":
        letters = f"{last.text}{word}".rstrip(",")
        joined = f"write the permissions as one word: `{letters}`" if _LETTERS.fullmatch(letters) else None
        way_out_or_none = joined or "a path with a blank in it stands in quotes"
    if word.endswith(";"):
        way_out_or_none = "a rule ends in `,`, not in `;`"
    return error("syntax", f"unexpected `{short(word)}`", span, help=way_out_or_none)


def _no_statement(trouble: Trouble, word: str, span: Span) -> Diagnostic:
    after_include = trouble.last is not None and trouble.last.kind == "INCLUDE"
    if word == ",":
        way_out = "an `include` has no comma behind it" if after_include else "delete it"
        return error("unexpected-comma", "this comma ends no rule", span, help=way_out)
    way_out = statement(word, ours="_USE" in trouble.expected or "IMPORT" in trouble.expected)
    if after_include and trouble.before.text.endswith(" if"):
        way_out = "write `include if exists <path>`"
    return error("unknown-rule", f"`{short(word)}` does not begin a rule", span, help=way_out)


def _end_of_file(trouble: Trouble) -> Diagnostic:
    if (brace := trouble.glued_brace()) is not None:
        return _missing_blank(trouble, brace)
    if trouble.parenthesis is not None and "_RPAR" in trouble.expected:
        return _unclosed_parenthesis(trouble)
    if trouble.ends_in_comma and trouble.last is not None:
        return missing_comma(trouble.before)
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
    way_out = expectation(trouble.expected)
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
