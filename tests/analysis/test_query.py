"""The answer to a request: the decision, the rules that decide, and why the nearest ones do not."""

from __future__ import annotations

from pathlib import Path

import pytest

import apparmor_dsl as aa
from apparmor_dsl.analysis.as_json import as_json
from apparmor_dsl.analysis.policies import Policies
from apparmor_dsl.analysis.told import told
from tests.analysis.policies import asked, profiles
from tests.conftest import CORPUS

HERE = Path(__file__).parent
WEB = (HERE / "web.aa").read_text()
ROWS = [
    [cell.strip() for cell in line.split(" | ")]
    for line in (HERE / "web.answers").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("request_", "decision", "because", "words"), ROWS)
def test_an_answer_says_what_is_decided_and_why(request_: str, decision: str, because: str, words: str) -> None:
    answer = asked(WEB, request_)
    text = " ".join(told(answer).replace("\n      site", " site").split())

    assert answer.allowed is (decision == "allowed")
    assert because in {part.because for part in (answer.denied or answer.parts)}
    wanted, near, reason = words.partition("` it matches")
    if near:
        assert wanted.removeprefix("`") in text
    assert (f"it matches{reason}" if near else " ".join(words.split())) in text


def test_a_newer_system_mediates_more() -> None:
    old, new = (asked("profile web { }", "userns create", target=f"apparmor-{version}") for version in ("3.0", "4.1"))

    assert (old.allowed, new.allowed) == (True, False)
    assert asked("profile web { userns, }", "userns create", target="apparmor-4.1").allowed


def test_a_rule_of_a_higher_priority_decides_where_there_are_priorities() -> None:
    text = "profile web { deny /etc/* r, priority=1 /etc/hosts r, }"
    answer = asked(text, "read /etc/hosts", target="apparmor-4.1")

    assert answer.allowed
    assert {rule.priority for part in answer.parts for rule in part.rules} == {1}


def test_a_deny_of_a_higher_priority_is_named() -> None:
    text = "profile web { priority=2 deny /etc/* r, deny /etc/hosts r, priority=1 /etc/hosts r, }"
    answer = asked(text, "read /etc/hosts", target="apparmor-4.1")

    assert not answer
    assert {rule.priority for part in answer.parts for rule in part.rules} == {2}


def test_old_mount_rules_permit_more_than_they_say_and_the_answer_says_so() -> None:
    text = "profile web { mount options=(rw, make-slave) -> **, }"
    old, new = (asked(text, "mount proc on /proc", target=f"apparmor-{version}") for version in ("3.0", "4.1"))

    assert (old.allowed, new.allowed) == (True, False)
    assert "though none of them says so" in told(old)


def test_complain_mode_lets_happen_what_no_rule_permits_and_not_what_one_denies() -> None:
    silent, denied = asked(WEB, "read /c", "careful"), asked(WEB, "read /b", "careful")

    assert (silent.allowed, silent.happens) == (False, True)
    assert (denied.allowed, denied.happens) == (False, False)
    assert "logged as ALLOWED" in told(silent)
    assert "a `deny` is always in force" in told(denied)


def test_an_unconfined_profile_takes_nothing_away() -> None:
    answer = asked(WEB, "write /etc/shadow", "free")

    assert answer.allowed
    assert {part.because for part in answer.parts} == {"unconfined"}


def test_a_child_is_asked_by_its_whole_name() -> None:
    assert asked(WEB, "read /etc/passwd", "web//child").allowed


def test_an_answer_for_programs_names_rules_and_places() -> None:
    said = as_json(asked(WEB, "write /srv/x/watched"))

    assert (said["allowed"], said["request"], said["profile"]) == (False, "/srv/x/watched w", "web")
    parts = said["parts"]
    assert isinstance(parts, list)
    assert [part["because"] for part in parts] == ["deny", "deny"]
    assert parts[0]["rules"] == [
        {
            "rule": "audit deny /srv/x/watched w,",
            "place": {"file": "site", "line": 9, "column": 3},
            "route": [],
        }
    ]


def test_nothing_in_an_answer_can_act_on_a_terminal() -> None:
    assert "\x1b" not in told(asked(WEB, '"/etc/\x1b[2Jx" r'))


def test_a_rule_is_shown_with_the_includes_it_came_by(tmp_path: Path) -> None:
    (tmp_path / "outer").write_text("include <inner>\n")
    (tmp_path / "inner").write_text("/etc/shadow r,\n")
    policy = aa.parse("profile web {\n  include <outer>\n}\n", "site")
    answer = aa.may(policy, "web", "read /etc/shadow", include=[tmp_path], features=HERE / "features")

    assert answer
    lines = [line.strip() for line in told(answer).splitlines()]
    assert f"{tmp_path}/inner:1:1" in lines
    assert [line for line in lines if line.startswith("by include")] == [
        f"by include <inner> at {tmp_path}/outer:1:1",
        "by include <outer> at site:2:3",
    ]


def test_may_refuses_what_it_cannot_answer() -> None:
    policy = aa.parse("profile web { /x r, }")

    with pytest.raises(aa.PolicyError, match=r"there is no profile `wbe`"):
        aa.may(policy, "wbe", "read /x", features=HERE / "features")
    with pytest.raises(aa.PolicyError, match=r"bad-request"):
        aa.may(policy, "web", "frobnicate", features=HERE / "features")


def test_a_file_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("profile web { /x\n")
    (tmp_path / "right").write_text("profile web { /x r, }\n")
    policies = Policies([tmp_path / "broken", tmp_path / "right"], features=HERE / "features")

    assert policies.named("web").file.endswith("right")
    assert [found.code for found in policies.diagnostics] != []


def test_every_profile_of_a_big_policy_can_be_asked_for_a_nearest_rule() -> None:
    rules = "".join(f"  /srv/{number}/*.conf r,\n" for number in range(2_000))
    answer = asked(f"profile web {{\n{rules}}}\n", "read /srv/77/x.cong")

    assert next(miss.rule.rule for miss in answer.nearest) == aa.file("/srv/77/*.conf", "r")


SEED = CORPUS / "phoenix" / "profiles" / "lxc-docker-nested.2025-09-28.e2d3472"


@pytest.mark.needs_corpus
@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    ("request_", "rule", "include"),
    [
        ("write /etc/shadow", "file,", "<abstractions/lxc/container-base>"),
        ("change_profile -> unconfined", "change_profile -> unconfined,", "<abstractions/lxc/start-container>"),
        ("capability sys_module", "capability,", "<abstractions/lxc/container-base>"),
    ],
)
def test_the_profile_of_a_real_fleet_permits_more_than_it_says(request_: str, rule: str, include: str) -> None:
    known = Policies([SEED]).named("lxc_docker_nested")
    answer = aa.may(aa.parse_file(SEED), known.profile.name, request_)

    assert answer.allowed
    found = [(each, step.fragment) for part in answer.parts for each in part.rules for step in each.origin.route]
    assert include in {step for _, step in found}
    assert rule in told(answer)


def test_a_profile_is_compiled_once_however_often_it_is_asked() -> None:
    known = profiles(WEB)["web"]

    assert known.model is known.model
