"""io_uring(7): polling, and the credentials of others by their label."""

from apparmor_dsl.semantics.model.io_uring import ACCESS, key
from tests.semantics.model.asking import permitted


def test_a_bare_rule_permits_both() -> None:
    assert permitted("io_uring,", key(), ACCESS) == {"override_creds", "sqpoll"}
    assert permitted("io_uring,", key("foo"), ACCESS) == {"override_creds", "sqpoll"}


def test_a_label_is_for_the_credentials() -> None:
    rules = "io_uring override_creds label=foo,"

    assert permitted(rules, key("foo"), ACCESS) == {"override_creds"}
    assert permitted(rules, key("bar"), ACCESS) == set()


def test_rules_that_differ_in_their_access_alone_are_one() -> None:
    rules = "io_uring sqpoll label=foo, io_uring override_creds label=foo,"

    assert permitted(rules, key("foo"), ACCESS) == {"override_creds", "sqpoll"}
    assert permitted(f"audit {rules}", key("foo"), ACCESS) == {"override_creds"}
