"""What entries that match one string permit together. That the parsers see it so too is tested in test_profile."""

import pytest

from apparmor_dsl.semantics.model.decide import decide
from apparmor_dsl.semantics.model.entry import Kind
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.targets import TARGETS, Target

X, W, R, MMAP = 0x1, 0x2, 0x4, 0x40
OLD, NEW = TARGETS["apparmor-3.0"], TARGETS["apparmor-6.0"]
BOTH = pytest.mark.parametrize("target", [OLD, NEW], ids=str)

INHERIT = Transition(inherits=True)
PROFILE = Transition("profile")


def run(how: Transition, access: int = X, *, priority: int = 0, exact: bool = False) -> Kind:
    return Kind(access, priority=priority, owner_exec=how, exact=exact)


@BOTH
def test_without_an_entry_nothing_is_permitted(target: Target) -> None:
    assert decide([], target) == NOTHING


@BOTH
def test_what_entries_permit_is_permitted_together(target: Target) -> None:
    assert decide([Kind(R), Kind(W)], target) == Permissions(R | W)


@BOTH
def test_a_deny_wins_and_is_quiet(target: Target) -> None:
    assert decide([Kind(R, "deny"), Kind(R | W)], target) == Permissions(W, quiet=R)


@BOTH
def test_an_audited_deny_is_not_quiet(target: Target) -> None:
    assert decide([Kind(R | W), Kind(R, "deny", audit=True)], target) == Permissions(W)


@BOTH
def test_of_two_denies_one_that_is_quiet_is_enough(target: Target) -> None:
    assert decide([Kind(R, "deny"), Kind(R, "deny", audit=True)], target) == Permissions(quiet=R)


@BOTH
def test_what_one_entry_logs_is_logged_while_it_is_permitted(target: Target) -> None:
    assert decide([Kind(R | W, audit=True), Kind(R), Kind(W, "deny")], target) == Permissions(R, audit=R, quiet=W)


def test_the_higher_priority_wins_over_a_deny() -> None:
    assert decide([Kind(R, priority=1), Kind(R, "deny")], NEW) == Permissions(R)


def test_the_higher_priority_decides_of_its_own_bits_alone() -> None:
    assert decide([Kind(R, priority=1, audit=True), Kind(R | W, "deny")], NEW) == Permissions(R, audit=R, quiet=W)


def test_what_a_lower_priority_logs_is_forgotten() -> None:
    assert decide([Kind(R, priority=1), Kind(R, audit=True)], NEW) == Permissions(R)


def test_a_prompt_permits_nothing_and_gives_way_to_an_allow() -> None:
    assert decide([Kind(R | W, "prompt"), Kind(R)], NEW) == Permissions(R)
    assert decide([Kind(R | W, "prompt", priority=1), Kind(R)], NEW) == NOTHING


@BOTH
def test_an_exact_pattern_says_how_a_program_is_executed(target: Target) -> None:
    found = decide([run(PROFILE), run(Transition("unconfined"), exact=True)], target)

    assert found.owner_exec == Transition("unconfined")


@BOTH
def test_a_program_in_the_same_profile_may_be_mapped(target: Target) -> None:
    assert decide([run(INHERIT)], target) == Permissions(X | MMAP, owner_exec=INHERIT)


@BOTH
def test_what_is_denied_is_not_executed_in_any_way(target: Target) -> None:
    assert decide([run(PROFILE, X | R), Kind(X, "deny", audit=True)], target) == Permissions(R)


def test_where_inheriting_does_not_win_mapping_does_not_come_with_it() -> None:
    kinds = [run(INHERIT), Kind(X, "deny", audit=True)]

    assert decide(kinds, NEW) == NOTHING
    assert decide(kinds, OLD) == Permissions(MMAP)


def test_a_deny_of_mapping_stands_whatever_the_priority_of_inheriting() -> None:
    found = decide([run(INHERIT, priority=1), Kind(MMAP, "deny")], NEW)

    assert found == Permissions(X, quiet=MMAP, owner_exec=INHERIT)


def test_a_prompt_for_mapping_stands_where_its_priority_is_higher() -> None:
    assert decide([run(INHERIT), Kind(MMAP, "prompt", priority=1)], NEW) == Permissions(X, owner_exec=INHERIT)
    assert decide([run(INHERIT), Kind(MMAP, "prompt")], NEW) == Permissions(X | MMAP, owner_exec=INHERIT)
