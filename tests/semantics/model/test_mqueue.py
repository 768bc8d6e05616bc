"""Message queues: POSIX ones by their path, System V ones by their number, and either by its label."""

import pytest

from apparmor_dsl.semantics.model.mqueue import ACCESS, key
from tests.semantics.model.asking import permitted


@pytest.mark.parametrize("asked", [key("/q"), key("/q", "foo"), key("17"), key("4294967295", "foo")])
def test_a_bare_rule_permits_all_of_both_kinds(asked: bytes) -> None:
    assert permitted("mqueue,", asked, ACCESS) == set(ACCESS)


def test_the_name_says_the_kind() -> None:
    assert permitted("mqueue read /q,", key("/q"), ACCESS) == {"read"}
    assert permitted("mqueue read 17,", key("17"), ACCESS) == {"read"}
    assert permitted("mqueue read 17,", key("18"), ACCESS) == set()
    assert permitted("mqueue read type=sysv,", key("/q"), ACCESS) == set()


def test_a_rule_for_a_label_permits_nothing_without_it() -> None:
    rules = "mqueue (read, open) label=foo /q,"

    assert permitted(rules, key("/q"), ACCESS) == set()
    assert permitted(rules, key("/q", "foo"), ACCESS) == {"read", "open"}


def test_a_queue_that_is_created_has_no_label_yet() -> None:
    rules = "mqueue (create, read, open) label=foo /q,"

    assert permitted(rules, key("/q"), ACCESS) == {"create", "read"}


def test_rules_that_differ_in_their_access_alone_are_one() -> None:
    rules = "mqueue create label=foo /q, mqueue read label=foo /q,"

    assert permitted(rules, key("/q"), ACCESS) == {"create", "read"}
    assert permitted(f"allow {rules}", key("/q"), ACCESS) == {"create"}


def test_a_label_without_a_kind_of_queue_is_written_twice_for_the_second() -> None:
    rules = "mqueue read label=foo,"

    assert permitted(rules, key("/q", "foo"), ACCESS) == {"read"}
    assert permitted(rules, key("1", "foo"), ACCESS) == set()
    assert permitted(rules, key("1", "foofoo"), ACCESS) == {"read"}
