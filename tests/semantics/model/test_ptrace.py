"""Tracing, as it is asked about: the other task's label."""

from apparmor_dsl.semantics.model.ptrace import ACCESS, key
from tests.semantics.model.asking import asked, permitted


def test_a_bare_rule_permits_all_of_it() -> None:
    assert permitted("ptrace,", key("foo"), ACCESS) == {"read", "readby", "trace", "tracedby"}


def test_each_access_is_of_its_own() -> None:
    rules = "ptrace (readby, trace) peer=foo,"

    assert permitted(rules, key("foo"), ACCESS) == {"readby", "trace"}
    assert permitted(rules, key("foo2"), ACCESS) == set()


def test_labels_are_asked_about_as_well() -> None:
    assert asked("ptrace read peer=foo,", b"\x10" + key("foo")).allow == ACCESS["read"]
