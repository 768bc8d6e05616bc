"""The oracle must be able to say no: otherwise its yes is worth nothing."""

import pytest

from tests.parser_oracle.oracle import Undecided, accepts, ask, binary, names, version

pytestmark = pytest.mark.needs_apparmor_parser


def test_it_accepts_a_profile_that_uses_the_abstractions_of_this_machine() -> None:
    verdict = accepts("include <tunables/global>\nprofile p { include <abstractions/base> }\n")

    assert verdict, verdict.message


def test_it_refuses_a_rule_without_its_comma_and_names_the_line() -> None:
    verdict = accepts("profile p {\n  /etc/passwd r\n}\n")

    assert not verdict
    assert "policy at line 3" in verdict.message


def test_it_refuses_what_only_the_automaton_shows() -> None:
    verdict = accepts("profile p {\n  /bin/* px,\n  /*/sh cx,\n}\n")

    assert not verdict
    assert "conflicting x modifiers" in verdict.message


def test_equal_meaning_gives_equal_bytes_and_another_rule_gives_others() -> None:
    written = binary("profile p { /{a,b} rw, }\n")

    assert written == binary("profile p { /b w, /a rw, /b r, }\n")
    assert written != binary("profile p { /{a,c} rw, }\n")


@pytest.mark.parametrize(
    "rule",
    ["capability kill,", "network inet,", "mount,", "umount,", "pivot_root,", "signal,", "ptrace,", "change_profile,"],
)
def test_no_class_of_rules_is_dropped_in_silence(rule: str) -> None:
    assert binary(f"profile p {{ {rule} }}\n") != binary("profile p { }\n")


def test_it_lists_profiles_and_their_children() -> None:
    found = names("profile p { profile child { } ^hat { } }\nprofile q { }\n")

    assert sorted(found) == ["p", "p//child", "p//hat", "q"]


def test_a_parser_that_does_not_end_in_time_is_undecided() -> None:
    with pytest.raises(Undecided):
        ask("profile p { include <abstractions/base> }\n", "--stdout", timeout=0.0)


def test_it_knows_its_version() -> None:
    assert version() >= (3, 0)
