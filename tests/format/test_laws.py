"""What holds of every text: what is tidy stays as it is, and layout is all that was changed."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it
from apparmor_dsl.language.format.layout import WIDTH
from apparmor_dsl.language.parser import parse
from apparmor_dsl.language.parser.concrete import concrete, words
from tests import strategies
from tests.format.gaps import gaps_of

BLANKS = (" ", "  ", "\t", "\n", "\n\n\n", " \r\n\t")
# With a blank behind the `#`: behind an arrow it would begin a word without one.
COMMENTS = (*BLANKS, "\n# c\n", " # c\n  # d\n \n# e\n", " # c\n\t  # d\n", " #\n\n\n  # #\n\n")


@st.composite
def untidy(draw: st.DrawFn) -> str:
    """A text with anything blank where a blank stood between two words, and comments wherever they may stand."""
    text = emit(draw(strategies.policies))
    may_stand = set(gaps_of(text, "aadsl"))
    pieces, at = [""], 0
    for word in words(concrete(Source("text", text), "aadsl")):
        between = text[at : word.start]
        if word.kind != "ASSIGNMENT":  # it begins on the line of its variable, and ends with its line
            found: tuple[str, ...] = COMMENTS if word.start in may_stand else BLANKS
            if word.text == "in" or pieces[-2:-1] in (["in"], ["hat"], ["profile"]):  # they stand on one line
                found = (" ", "\t")
            between = draw(st.sampled_from(found)) if between else ""
        pieces += [between, word.text, "\n" if word.kind == "ASSIGNMENT" else ""]
        at = word.end
    return "".join(pieces)


@given(untidy())
def test_a_formatted_text_says_the_same(text: str) -> None:
    assert parse(format(text, dialect="aadsl"), dialect="aadsl") == parse(text, dialect="aadsl")


@given(untidy())
def test_formatting_twice_is_formatting_once(text: str) -> None:
    formatted = format(text, dialect="aadsl")

    assert format(formatted, dialect="aadsl") == formatted


@given(strategies.policies)
def test_what_we_emit_is_tidy(policy: ast.PolicyFile) -> None:
    text = emit(policy)
    assume(all(len(line) <= WIDTH for line in text.splitlines()))

    assert format(text, dialect="aadsl") == text


@given(strategies.policies)
def test_how_many_blanks_there_are_makes_no_difference_except_in_columns(policy: ast.PolicyFile) -> None:
    text = emit(policy)
    wide, at = "", 0
    for word in words(concrete(Source("text", text), "aadsl")):
        wide += re.sub("( +)", r"\t\1 ", text[at : word.start]) + word.text
        at = word.end

    assert without_columns(format(wide, dialect="aadsl")) == without_columns(format(text, dialect="aadsl"))


def without_columns(text: str) -> str:
    """The text with one blank where several stand between words."""
    return re.sub(r"(?<=\S) {2,}", " ", text)
