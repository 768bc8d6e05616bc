"""Of a conditional the branch stays that holds."""

import pytest

from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS
from tests.semantics.reading import rules, said


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("true", True),
        ("false", False),
        ("$yes", True),
        ("not $yes", False),
        ("$yes and $no", False),
        ("$yes or $no", True),
        ("$no and $no or $yes", True),
        ("$no and ($no or $yes)", False),
        ("defined @{one}", True),
        ("defined @{none}", False),
        ("@{one} == 5", True),
        ("@{one} == 05", False),
        ("@{two} == @{two}", True),
        ("@{one} != @{two}", True),
        ("@{one} in @{two}", True),
        ("@{two} in @{one}", False),
        ("@{one} < 10", True),
        ("@{one} >= 0x5", True),
        ("@{one} > 0x5", False),
        ("b > a", True),
        ("@{words} < z", True),
        # Sets of several are compared as texts.
        ("@{two} < z", True),
    ],
)
def test_a_condition_is_decided(condition: str, holds: bool) -> None:
    preamble = "$yes=true\n$no=false\n@{one}=5\n@{two}=5 6\n@{words}=x y\n"
    text = f"{preamble}profile p {{ if {condition} {{ /then r, }} else {{ /else r, }} }}"

    assert rules(text) == ["/then r," if holds else "/else r,"]


def test_else_if_is_asked_where_if_does_not_hold() -> None:
    assert rules("profile p { if false { /a r, } else if true { /b r, } else { /c r, } }") == ["/b r,"]


def test_defined_of_a_boolean_is_never_true_since_5_0() -> None:
    text = "$x=true\nprofile p { if defined $x { /a r, } }"

    assert rules(text, target="apparmor-3.0") == ["/a r,"]
    assert rules(text, target="apparmor-6.0") == []


def test_a_boolean_may_be_worked_out_in_the_preamble() -> None:
    assert rules("@{v}=3\n$new = @{v} > 2\nprofile p { if $new { /a r, } }") == ["/a r,"]


def test_what_is_added_after_a_variable_was_compared_comes_too_late() -> None:
    assert rules("@{v}=3\n$x = @{v} == 3\n@{v}+=4\nprofile p { /@{v} r, }") == ["/3 r,"]


@pytest.mark.parametrize(
    ("condition", "code"),
    [("$nowhere", "unknown-variable"), ("@{nowhere} == a", "unknown-variable"), ("5 < a", "comparison")],
)
def test_a_condition_that_makes_no_sense_is_refused_in_any_branch(condition: str, code: str) -> None:
    assert said(f"profile p {{ if {condition} {{ }} }}") == [code]
    assert said(f"profile p {{ if true {{ }} else if {condition} {{ }} }}") == [code]


@pytest.mark.parametrize("rule", ["ptrace,", "network inet,", "unix,", "mount,", "umount,", "signal,", "dbus,"])
def test_3_0_loses_more_in_a_condition(rule: str) -> None:
    policy = parse(f"profile p {{ if defined @{{x}} {{ }} else {{ {rule} /a r, }} }}")

    for name, lost in (("apparmor-3.0", 1), ("apparmor-4.0", 0)):
        resolved, found = resolve(policy, PolicyFolders(), target=TARGETS[name], dialect="apparmor")

        assert [len(each.rules) for each in resolved.profiles] == [2 - lost]
        assert [one.code for one in found] == ["lost-in-condition"] * lost


def test_an_rlimit_in_a_condition_is_lost_and_that_is_said() -> None:
    text = "profile p { if true { set rlimit core <= 0, } }"

    assert rules(text) == []
    assert said(text) == ["lost-in-condition"]
