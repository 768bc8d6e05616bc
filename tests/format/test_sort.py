"""Sorting: only where the order says nothing, neither to AppArmor nor to a reader."""

import re
import textwrap

import pytest
from hypothesis import given

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.format import format  # noqa: A004 - the verb for it
from apparmor_dsl.language.format.order import without_order
from apparmor_dsl.language.parser import parse
from tests import strategies
from tests.parser_oracle import oracle


def put_in_order(text: str) -> str:
    return format(textwrap.dedent(text).lstrip("\n"), sort=True)


def shown(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_rules_stand_by_kind_and_files_by_path() -> None:
    assert put_in_order(
        """
        /b r,
        deny /a w,
        mount fstype=tmpfs,
        owner /a r,
        network inet,
        "/a b" r,
        capability kill,
        r /a,
        capability chown,
        """
    ) == shown(
        """
        capability chown,
        capability kill,
        network inet,
        mount fstype=tmpfs,
        deny /a w,
        owner /a r,
        r /a,
        "/a b" r,
        /b r,
        """
    )


def test_without_being_asked_nothing_changes_its_place() -> None:
    text = "/b r,\n/a r,\ncapability kill,\n"

    assert format(text) == text


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        "# the others\n",
        "include <abstractions/base>\n",
        "set rlimit nofile <= 10,\n",
        "/x px -> y,\n",
        "abi <abi/3.0>,\n",
        "\n^h {\n}\n\n",
        "audit {\n}\n",
        "if ${b} {\n}\n",
    ],
)
def test_nothing_passes_what_stands_between_two_groups(between: str) -> None:
    text = f"/b r,\n{between}/a r,\n"

    assert format(text, sort=True) == text


def test_a_comment_above_a_group_stays_above_it() -> None:
    assert put_in_order("# of both\n/b r,\n/a r,\n") == "# of both\n/a r,\n/b r,\n"


def test_a_comment_behind_a_rule_goes_with_it() -> None:
    assert put_in_order("/b r, # b\n/a r, # a\n      # and still\n/0 r,\n") == (
        "/0 r,\n/a r,  # a\n       # and still\n/b r,  # b\n"
    )


def test_a_comment_inside_a_rule_goes_with_it() -> None:
    assert put_in_order("/b # b\n  r,\n/a r,\n") == "/a r,\n/b  # b\n  r,\n"


def test_the_rules_of_every_block_are_sorted() -> None:
    assert put_in_order("profile p {\n  audit {\n    /b r,\n    /a r,\n  }\n}\n") == (
        "profile p {\n  audit {\n    /a r,\n    /b r,\n  }\n}\n"
    )


def test_rules_that_name_an_exec_target_stay_where_they_are() -> None:
    text = "/y px -> b,\n/x px -> a,\n"

    assert format(text, sort=True) == text


@pytest.mark.needs_apparmor_parser
def test_the_compiled_policy_depends_on_the_order_of_exec_targets() -> None:
    """Why they stay. Should it not depend on it any more, they may be moved."""
    one, other = "/x px -> a,", "/y px -> b,"

    assert oracle.binary(f"profile p {{ {one} {other} }}") != oracle.binary(f"profile p {{ {other} {one} }}")


@given(strategies.policies)
def test_sorting_twice_is_sorting_once_and_says_the_same(policy: ast.PolicyFile) -> None:
    text = emit(policy)
    in_order = format(text, dialect="aadsl", sort=True)

    assert format(in_order, dialect="aadsl", sort=True) == format(in_order, dialect="aadsl") == in_order
    assert without_order(parse(in_order, dialect="aadsl")) == without_order(policy)


@given(strategies.policies)
def test_sorting_keeps_every_word(policy: ast.PolicyFile) -> None:
    text = emit(policy)

    assert sorted(re.split(r"\s+", format(text, dialect="aadsl", sort=True))) == sorted(
        re.split(r"\s+", format(text, dialect="aadsl"))
    )
