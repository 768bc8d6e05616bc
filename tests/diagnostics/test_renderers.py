"""A diagnostic as people and programs see it. What it quotes is the text of others, and must not act on a terminal."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics import concise, full
from apparmor_dsl.diagnostics import json as json_renderer
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source

HOSTILE = ("\x1b[2J", "\x1b]0;title\x07", "\r", "\x9b31m", "\u202e", "\u2028", "\u200b", "\udc9b", "\x00", "\x7f")


def quoting(word: str) -> Diagnostic:
    """A diagnostic that quotes the word wherever one can be quoted."""
    source = Source(f"{word}.aa", f"profile {word} {{\n  {word} r,\n}}\n")
    span = source.span(8, 8 + len(word))
    return error(
        "unknown-rule",
        f"`{word}` does not begin a rule",
        span,
        labels=(Label(span, f"here is {word}"),),
        help=f"write {word}",
        notes=(f"first {word}\nthen {word}",),
    )


@pytest.mark.parametrize("word", HOSTILE, ids=repr)
@pytest.mark.parametrize("render", [full.render, concise.render])
def test_nothing_that_is_quoted_acts_on_the_terminal(word: str, render: object) -> None:
    assert callable(render)
    shown = render((quoting(f"a{word}b"),))

    assert word not in shown
    assert [letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter != "\n"] == []


@given(st.text())
def test_whatever_is_quoted_can_be_shown(word: str) -> None:
    shown = full.render((quoting(word),)) + concise.render((quoting(word),)) + str(PolicyError((quoting(word),)))

    assert [letter for letter in shown if not letter.isprintable() and letter != "\n" and letter in "\x1b\r\x9b"] == []


@given(st.text())
def test_a_diagnostic_is_one_line_where_one_line_is_promised(word: str) -> None:
    assert len(concise.render((quoting(word),)).splitlines()) == 1


@pytest.mark.parametrize("word", HOSTILE, ids=repr)
def test_json_keeps_the_text_as_it_is(word: str) -> None:
    (read,) = json.loads(json_renderer.render((quoting(word),)))

    assert read["message"] == f"`{word}` does not begin a rule"
    assert read["help"] == f"write {word}"


def test_notes_keep_their_lines() -> None:
    shown = full.render((notice("a", "b", notes=("one\ntwo",)),))

    assert shown == "notice[a]: b\n  = note: one\n    two\n"


def test_carets_stand_under_letters_that_are_two_columns_wide() -> None:
    source = Source("p", "profile 漢字 x")
    _, _, text, carets = full.render((error("a", "b", source.span(11, 12)),)).splitlines()

    assert text == "1 | profile 漢字 x"
    assert carets == "  | " + " " * 13 + "^"


def test_a_tab_is_shown_as_blanks_and_carets_follow() -> None:
    source = Source("p", "\tx r")
    _, _, text, carets = full.render((error("a", "b", source.span(1, 2)),)).splitlines()

    assert (text, carets) == ("1 |     x r", "  |     ^")
