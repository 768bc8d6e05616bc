"""The parser's regular expressions, with their oddities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.semantics.automata import Automaton, is_within
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read, together


def matches(regex: str, text: bytes) -> bool:
    found = read(regex)
    assert isinstance(found, Pattern), found
    return is_within(found.expression, text)


@pytest.mark.parametrize(
    ("regex", "yes", "no"),
    [
        ("", [b""], [b"a"]),
        ("a|b|", [b"a", b"b", b""], [b"ab"]),
        ("(a|)b", [b"ab", b"b"], [b"a"]),
        ("[^a]", [b"b", b"/", b"\0"], [b"a", b""]),
        ("[]a]", [b"]", b"a"], [b"[", b""]),
        ("[-a]", [b"-", b"a"], [b"b"]),
        ("[c-a]", [b"a", b"b", b"c"], [b"d", b"-"]),
        ("[^^a]", [b"b"], [b"^", b"a"]),
        ("[[^/]*]", [b"]", b"^[/]"], [b"a]", b""]),
        ("a.b", [b"a\0b", b"a/b"], [b"ab"]),
        ("a+", [b"a", b"aa"], [b""]),
        (r"\x41\d66\103\0", [b"ABC\0"], [b"ABC"]),
        (r"\q", [b"\\q"], [b"q"]),
        ("é", ["é".encode()], [b"\xc3"]),
    ],
)
def test_it_matches_these_strings_and_not_those(regex: str, yes: list[bytes], no: list[bytes]) -> None:
    assert [matches(regex, text) for text in yes] == [True] * len(yes)
    assert [matches(regex, text) for text in no] == [False] * len(no)


@pytest.mark.parametrize("regex", ["(", ")", "a)", "*", "a**", "[", "[]", "[^]", "[a-", "[a-]", "[a--]", "[a"])
def test_what_is_not_one_is_refused(regex: str) -> None:
    assert isinstance(read(regex), BadPattern)


def test_two_patterns_together_are_separated_by_nul() -> None:
    one, other = read("/a*"), read("b")
    assert isinstance(one, Pattern)
    assert isinstance(other, Pattern)

    both = together(one, other)

    assert is_within(both.expression, b"/aa\0b")
    assert both.wild


@given(st.text(alphabet="ab/*+.|[]()^-\\", max_size=8), st.text(alphabet="ab/]-^", max_size=5))
def test_reading_never_fails_and_the_automaton_agrees(regex: str, text: str) -> None:
    found = read(regex)

    if isinstance(found, Pattern):
        matching = Automaton([(found.expression, 0)]).matching(text.encode())
        assert bool(matching) is is_within(found.expression, text.encode())
