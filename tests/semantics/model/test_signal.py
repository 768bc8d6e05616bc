"""Signals, as they are asked about: a number for the signal, and the other task's label."""

import pytest

from apparmor_dsl.language.vocabulary.signals import SIGNALS, SINCE
from apparmor_dsl.semantics.model.signal import ACCESS, key, signal_number
from tests.semantics.model.asking import asked, permitted

BOTH = {"send", "receive"}


def test_a_bare_rule_permits_every_signal_to_and_from_everybody() -> None:
    assert permitted("signal,", key("kill", "foo"), ACCESS) == BOTH
    assert permitted("signal,", key("rtmin+32", "/bin/x//y"), ACCESS) == BOTH


def test_there_is_no_task_without_a_label() -> None:
    assert permitted("signal,", key("kill", ""), ACCESS) == set()


def test_only_the_signals_of_the_set_are_permitted() -> None:
    rules = "signal send set=(hup, exists, rtmin+1),"

    assert permitted(rules, key("hup", "foo"), ACCESS) == {"send"}
    assert permitted(rules, key("exists", "foo"), ACCESS) == {"send"}
    assert permitted(rules, key("rtmin+1", "foo"), ACCESS) == {"send"}
    assert permitted(rules, key("rtmin+2", "foo"), ACCESS) == set()
    assert permitted(rules, key("int", "foo"), ACCESS) == set()


def test_the_peer_is_a_glob_that_ends_at_a_slash() -> None:
    assert permitted("signal peer=/usr/*,", key("hup", "/usr/x"), ACCESS) == BOTH
    assert permitted("signal peer=/usr/*,", key("hup", "/usr/x/y"), ACCESS) == set()


def test_a_deny_wins_and_is_quiet_where_it_is_not_audited() -> None:
    rules = "signal, deny signal send set=kill, audit deny signal send set=int,"

    assert asked(rules, key("kill", "foo")).allow == ACCESS["receive"]
    assert asked(rules, key("kill", "foo")).quiet == ACCESS["send"]
    assert asked(rules, key("int", "foo")).allow == ACCESS["receive"]
    assert asked(rules, key("int", "foo")).quiet == 0


@pytest.mark.parametrize(
    ("signal", "number"), [("hup", 1), ("stp", 20), ("emt", 32), ("exists", 35), ("rtmin+0", 128), ("rtmin+32", 160)]
)
def test_signals_have_the_numbers_of_compiled_policy(signal: str, number: int) -> None:
    assert signal_number(signal) == number


def test_every_signal_has_a_number_of_its_own_but_for_other_names_of_one() -> None:
    numbers = [signal_number(name) for name in SIGNALS if name not in SINCE]

    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", SINCE)
def test_another_name_is_the_same_signal(name: str) -> None:
    assert signal_number(name) in {signal_number("io"), signal_number("stp")}
