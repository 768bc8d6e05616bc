"""What a block says holds for the rules in it, as each version reads it."""

import pytest

from tests.semantics.reading import rules, said

OLD, MIDDLE, FIVE, NEW = "apparmor-3.0", "apparmor-4.1", "apparmor-5.0", "apparmor-6.0"


@pytest.mark.parametrize(
    ("block", "flat"),
    [
        ("owner { /a r, }", "owner /a r,"),
        ("deny { /a r, }", "deny /a r,"),
        ("audit { /a r, deny /b w, }", "audit /a r, audit deny /b w,"),
        ("deny { { /a r, audit /b w, owner /c w, } }", "deny /a r, audit deny /b w, deny owner /c w,"),
        ("owner { priority=1 deny link /a -> /b, }", "priority=1 deny owner link /a -> /b,"),
        ("{ /a r, } /b r,", "/a r, /b r,"),
        ("owner { owner /a r, }", "owner /a r,"),
        # A change of profile keeps its own qualifiers.
        ("audit { change_profile -> a, }", "change_profile -> a,"),
    ],
)
def test_a_block_is_flattened(block: str, flat: str) -> None:
    assert rules(f"profile p {{ {block} }}", target=NEW) == rules(f"profile p {{ {flat} }}", target=NEW)


@pytest.mark.parametrize("target", [OLD, MIDDLE, FIVE, NEW])
@pytest.mark.parametrize("rule", ["capability kill,", "network,", "signal,", "set rlimit core <= 0,"])
def test_what_is_no_file_rule_is_lost_in_a_block_and_that_is_said(rule: str, target: str) -> None:
    text = f"profile p {{ owner {{ {rule} }} }}"

    assert rules(text, target=target) == []
    assert said(text, target=target) == ["lost-in-block"]


def test_a_profile_is_lost_in_a_block_too() -> None:
    assert said("profile p { { profile c { } } }") == ["lost-in-block"]


def test_owner_in_other_permits_nothing() -> None:
    text = "profile p { other { owner /a r, } }"

    assert rules(text) == []
    assert said(text) == ["nothing-left"]


def test_allow_in_deny_is_refused() -> None:
    assert said("profile p { deny { allow /a r, } }", target=NEW) == ["contradicting-block"]
    assert said("profile p { deny { allow /a r, } }", target=MIDDLE) == ["contradicting-block"]


def test_a_block_has_no_priority() -> None:
    assert said("profile p { priority=1 { /a r, } }") == ["block-priority"]


@pytest.mark.parametrize(
    ("block", "flat"),
    [
        ("owner { deny /a r, }", "audit owner /a r,"),
        ("{ audit deny /a r, }", "/a r,"),
        ("{ priority=3 /a r, }", "/a r,"),
        ("deny { allow /a r, }", "deny /a r,"),
        ("deny { audit /a r, }", "deny /a r,"),
        ("audit deny { /a r, }", "audit deny /a r,"),
    ],
)
def test_in_5_0_a_block_takes_the_place_of_what_the_rule_says(block: str, flat: str) -> None:
    """Measured with 5.0.2: a `deny` in an `owner` block becomes a rule that permits."""
    assert rules(f"profile p {{ {block} }}", target=FIVE) == rules(f"profile p {{ {flat} }}", target=FIVE)


@pytest.mark.parametrize(
    ("block", "flat"),
    [
        ("{ deny /a r, }", "audit /a r,"),
        ("allow { deny /a r, }", "audit allow /a r,"),
        ("allow { audit deny /a r, }", "allow /a r,"),
        ("deny { allow /a r, }", "deny /a r,"),
        ("audit deny { /a r, }", "audit deny /a r,"),
        ("audit deny { deny /a r, }", "deny /a r,"),
        ("audit deny { audit deny /a r, }", "audit deny /a r,"),
        ("audit deny { audit /a r, }", "deny /a r,"),
        ("prompt { deny /a r, }", "audit prompt /a r,"),
    ],
)
def test_so_it_does_in_4_0_with_a_deny_of_another_mind(block: str, flat: str) -> None:
    """Measured with 4.0.1."""
    target = "apparmor-4.0"

    assert rules(f"profile p {{ {block} }}", target=target) == rules(f"profile p {{ {flat} }}", target=target)


def test_a_deny_that_5_0_turns_into_an_allow_is_reported() -> None:
    assert said("profile p { owner { deny /a r, } }", target=FIVE) == ["replaced-by-block"]
    assert said("profile p { owner { deny /a r, } }", target=NEW) == []


@pytest.mark.parametrize(
    ("target", "block", "flat"),
    [
        (OLD, "audit { deny /a r, }", "deny /a r,"),
        (MIDDLE, "audit { deny /a r, }", "audit deny /a r,"),
        (MIDDLE, "deny { audit deny /a r, }", "deny /a r,"),
        (NEW, "deny { audit deny /a r, }", "audit deny /a r,"),
    ],
)
def test_versions_differ_over_what_is_audited(target: str, block: str, flat: str) -> None:
    assert rules(f"profile p {{ {block} }}", target=target) == rules(f"profile p {{ {flat} }}", target=target)
