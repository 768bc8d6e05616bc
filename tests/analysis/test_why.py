"""A line of a log is held against the policy: they agree, or it is said how they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import apparmor_dsl as aa
from apparmor_dsl.analysis.logs import read_line, read_lines
from apparmor_dsl.analysis.logs.asked import asked
from apparmor_dsl.analysis.policies import known_profiles
from apparmor_dsl.analysis.possible import problems
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.told_why import told_why
from apparmor_dsl.analysis.why import events
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.targets import TARGETS
from tests.conftest import CORPUS

HERE = Path(__file__).parent
FEATURES = HERE / "features"


def line(verdict: str, name: str, mask: str, profile: str = "web", info: str = "") -> str:
    said = f' info="{info}" error=-13' if info else ""
    return (
        f'audit: type=1400 audit(1.2:3): apparmor="{verdict}" operation="open" class="file"{said} profile="{profile}" '
        f'name="{name}" pid=7 comm="nginx" requested_mask="{mask}" denied_mask="{mask}" fsuid=0 ouid=0'
    )


def explained(*lines: str) -> list[aa.Explanation]:
    return list(aa.why(lines, [HERE / "web.aa"], features=FEATURES))


@pytest.mark.parametrize(
    ("said", "agrees", "words"),
    [
        (line("DENIED", "/etc/hosts", "w"), True, "it matches, and lacks `w`"),
        (line("DENIED", "/srv/x/watched", "w"), True, "audit deny /srv/x/watched w,"),
        (line("DENIED", "/srv/x/secret", "w"), True, "which is quiet, so that the line comes from another policy"),
        (line("DENIED", "/etc/hosts", "r"), False, "permits it: another one is loaded"),
        (line("DENIED", "/x", "r", "other"), False, "there is no profile `other`"),
        (line("DENIED", "/c", "r", "careful"), True, "in complain mode, in which this would not be refused"),
        (line("ALLOWED", "/c", "r", "careful"), True, "in enforce mode it would be"),
        (line("AUDIT", "/etc/audited", "r"), True, "permitted, and logged, by"),
        (line("AUDIT", "/etc/hosts", "r"), True, "no rule of the policy that was read has it logged"),
        (line("ALLOWED", "/x", "r", "web//null-/bin/true"), False, "complain mode makes up"),
        (line("DENIED", "/x", "r", "unconfined"), False, "the task is not confined by a profile"),
        (line("DENIED", "x", "r", info="Failed name lookup - disconnected path"), True, "attach_disconnected"),
        (line("DENIED", "/x", "r", info="something new"), True, "the kernel's reason: something new"),
        (line("DENIED", "/opt/x", "r", "web//&careful"), True, "no rule permits `r`"),
        ('apparmor="STATUS" operation="profile_load" profile="unconfined" name="web"', True, "profile_load, web"),
    ],
)
def test_a_line_is_explained(said: str, agrees: bool, words: str) -> None:
    found = explained(said)

    assert all(each.agrees for each in found) is agrees
    assert words in told_why(found)


def test_each_profile_of_a_stack_answers_for_itself() -> None:
    found = explained(line("DENIED", "/a", "r", "web//&careful"))

    assert [(each.profile, each.agrees) for each in found] == [("web", True), ("careful", False)]


def test_a_policy_namespace_is_no_part_of_the_name() -> None:
    assert [each.profile for each in explained(line("DENIED", "/a", "r", ":lxc-1://web"))] == ["web"]


def test_what_repeats_is_told_once() -> None:
    lines = [line("DENIED", "/etc/hosts", "w"), line("DENIED", "/opt/x", "r"), line("DENIED", "/etc/hosts", "w")]
    found = events(read_lines(lines))

    assert [event.count for event in found] == [2, 1]
    assert "DENIED 2 times to nginx" in told_why(explained(*lines)[:1])


def test_lines_of_others_are_passed_over() -> None:
    assert explained("systemd[1]: Started x.", "") == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('operation="signal" denied_mask="send" signal=unknown(99) peer="x"', "there is no signal `unknown(99)`"),
        ('operation="create" family="unknown(77)" sock_type="stream" denied_mask="create"', "no address family"),
        ('operation="create" family="inet" sock_type="unknown(1234)" denied_mask="create"', "no socket type"),
        ('operation="x" family="inet" sock_type="stream" denied_mask="sing"', "no access to a socket `sing`"),
        ('operation="mount" name="/x/" flags="rw, sparkling"', "no mount option `sparkling`"),
        ('operation="capable" capname="99"', "there is no capability `99`"),
        ('operation="setrlimit" rlimit=unknown value=3', "there is no rlimit `unknown`"),
        ('operation="sysv_mqueue" denied="read"', "is the name of no queue"),
        ('operation="sendmsg" family="inet" sock_type="dgram" laddr=1.2 denied_mask="send"', "`1.2` is no address"),
    ],
)
def test_a_line_with_a_word_that_nobody_knows_is_told_so(body: str, words: str) -> None:
    [found] = explained(f'audit(1.2:3): apparmor="DENIED" profile="web" {body}')

    assert words in told_why([found])
    assert not found.agrees


@given(st.text(), st.sampled_from(["open", "mount", "signal", "ptrace", "exec", "capable", "dbus_bind", "link", "x"]))
def test_no_line_is_too_odd_to_be_explained(text: str, operation: str) -> None:
    odd = f'audit(1.2:3): apparmor="DENIED" operation="{operation}" profile="web" name={text} {text}="{text}" {text}'

    assert all(told_why([each]) for each in explained(odd))


RECORDS = CORPUS / "logs" / "records.jsonl"


@pytest.mark.needs_corpus
def test_the_rule_that_upstream_proposes_for_a_line_permits_what_the_line_asks() -> None:
    """Its tools make a profile of each line of its tests; two of these stay empty, two lines name no queue."""
    refused: list[str] = []
    permitted = 0
    for each in map(json.loads, RECORDS.read_text().splitlines()):
        record = read_line(each["log"])
        if record is None or not each["profile"]:
            continue
        policy = parse(each["profile"], each["name"])
        known, _ = known_profiles(policy, PolicyFolders(()), "apparmor", TARGETS["apparmor-5.0"], FEATURES)
        for request in asked(record):
            if problems(request) or not query(known[-1].profile, request, known[-1].chosen.system).allowed:
                refused.append(each["name"])
            else:
                permitted += 1

    assert permitted > 60
    assert sorted(refused) == [
        "change_onexec_gl636",
        "posix_mqueue_disconnected_no_name",
        "testcase_mqueue_09",
        "testcase_unix_no_denied_issue541",
    ]
