"""User namespaces: one access, and nothing else to ask."""

from apparmor_dsl.semantics.model.lines import MEDIATED
from apparmor_dsl.semantics.model.userns import ACCESS, key
from tests.semantics.model.asking import asked, permitted


def test_without_a_rule_it_is_refused_where_it_is_mediated() -> None:
    assert permitted("", key(), ACCESS) == set()
    assert asked("", key()).allow == MEDIATED


def test_a_rule_permits_it() -> None:
    assert permitted("userns,", key(), ACCESS) == {"create"}
    assert permitted("userns create, deny userns,", key(), ACCESS) == set()


def test_the_class_stays_mediated_whatever_the_priority_of_a_deny() -> None:
    assert asked("priority=9 deny userns create,", key()).allow == MEDIATED


def test_a_kernel_that_does_not_mediate_it_is_told_nothing() -> None:
    assert asked("userns,", key(), kernel="plain").allow == 0
