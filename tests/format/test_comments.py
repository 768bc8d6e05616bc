"""Every comment survives, in its order and at its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it
from apparmor_dsl.language.parser import Dialect, parse, read_source
from apparmor_dsl.language.parser.concrete import concrete
from apparmor_dsl.language.shipped import shipped
from tests import strategies
from tests.corpus.test_debian_policy import INCLUDED, PROFILES
from tests.format.gaps import gaps_of, with_comments, words_in


def check(text: str, gaps: list[int], dialect: Dialect) -> None:
    before = parse(text, dialect=dialect)
    commented = with_comments(text, gaps)
    formatted = format(commented, dialect=dialect)
    after = parse(formatted, dialect=dialect)

    assert after == before
    assert [comment.text for comment in after.comments] == [
        comment.text for comment in parse(commented, dialect=dialect).comments
    ]
    assert sum(comment.text.startswith("# comment ") for comment in after.comments) >= len(gaps)
    assert format(formatted, dialect=dialect) == formatted


@given(strategies.policies, st.data())
def test_a_comment_between_any_two_words_of_any_policy_survives(policy: ast.PolicyFile, data: st.DataObject) -> None:
    text = emit(policy)
    gaps = gaps_of(text, "aadsl")

    check(text, data.draw(st.lists(st.sampled_from(gaps), unique=True)), "aadsl")


@given(strategies.policies)
def test_a_comment_between_all_words_of_any_policy_survives(policy: ast.PolicyFile) -> None:
    text = emit(policy)

    check(text, gaps_of(text, "aadsl"), "aadsl")


@pytest.mark.parametrize("file", [*PROFILES, *INCLUDED], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_comment_between_all_words_of_a_real_policy_survives(file: Path) -> None:
    text = read_source(file).text

    check(text, gaps_of(text, "apparmor"), "apparmor")


@pytest.mark.parametrize("file", sorted(shipped("policies").rglob("*.aadsl")), ids=lambda file: file.name)
def test_a_comment_between_all_words_of_a_shipped_policy_survives(file: Path) -> None:
    text = read_source(file).text

    check(text, gaps_of(text, "aadsl"), "aadsl")


def test_a_comment_may_stand_nearly_everywhere() -> None:
    """Otherwise the tests above look at few places."""
    text = "audit owner /a rw -> /b, unix (send, receive) type=stream peer=(label=x), capability chown kill,"
    count = sum(1 for _ in words_in(concrete(Source("text", text), "apparmor")))

    assert len(gaps_of(text, "apparmor")) > count * 2 // 3


def test_comments_of_their_own_lines_stand_as_far_in_as_what_is_around_them() -> None:
    assert format("# a\n   # b\nprofile p {\n# c\n/a r,\n  # d\n}\n    # e\n") == (
        "# a\n# b\nprofile p {\n  # c\n  /a r,\n  # d\n}\n# e\n"
    )


def test_a_comment_behind_a_statement_stays_there() -> None:
    assert format("profile p {# a\n/a r,# b\n^h {}# c\n}# d\n") == (
        "profile p {  # a\n  /a r,  # b\n\n  ^h {\n  }  # c\n}  # d\n"
    )


def test_a_comment_that_goes_on_in_the_next_lines_stays_in_one_column() -> None:
    text = "profile p {\n  capability chown,     # why\n                        # and still\n  # other\n  /a r,\n}\n"

    assert format(text) == (
        "profile p {\n  capability chown,  # why\n                     # and still\n  # other\n  /a r,\n}\n"
    )


def test_a_comment_above_a_rule_is_not_taken_for_one_that_goes_on() -> None:
    text = "}# a\n # b\n /b r,\n".replace("}", "/a r,")

    assert format(text) == "/a r,  # a\n# b\n/b r,\n"


def test_comments_inside_a_rule_stay_between_its_words() -> None:
    text = "unix  # a\n  (  # b\n  send,\n  # c\n  receive)\n  type=stream  # d\n    ,  # e\n"

    assert format(text.replace("  ", " ")) == text


def test_the_letters_of_a_comment_are_left_alone() -> None:
    text = "#no blank\n##  two\n#\ttab\n#/a r,\n#!\n"

    assert format(text) == text


def test_blanks_at_the_end_of_a_comment_go() -> None:
    assert format("# a \t\n/a r, # b  \r\n") == "# a\n/a r,  # b\n"


def test_blank_lines_between_comments_stay() -> None:
    text = "# header\n\n# more\n# still\n\n/a r,\n"

    assert format(text) == text


def test_the_documentation_of_a_fragment_stays_its_own() -> None:
    text = "## one\nfragment a {\n}\n## two\n## three\nfragment b {\n}\n"
    before, after = (parse(one, dialect="aadsl") for one in (text, format(text, dialect="aadsl")))

    assert [fragment.doc for fragment in after.fragments] == [fragment.doc for fragment in before.fragments]
    assert after.fragments[1].doc == "two\nthree"
