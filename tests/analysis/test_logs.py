"""Every line of AppArmor's is read, whoever logged it, into what the task wanted."""

import json
from pathlib import Path

import pytest

from apparmor_dsl.analysis.logs import read_line, read_lines, sources
from apparmor_dsl.analysis.logs.asked import asked
from apparmor_dsl.analysis.logs.info import meaning
from apparmor_dsl.analysis.spelling import spelled
from tests.conftest import CORPUS

LOGS = CORPUS / "logs"

BEFORE = "[    5.03] audit: type=1400 audit(1795455255.299:13): "
PAIRS = (Path(__file__).parent / "lines.txt").read_text().splitlines()
LINES = dict(zip(PAIRS[::2], PAIRS[1::2], strict=True))
"""What AppArmor says of an access, and the request it is."""


@pytest.mark.parametrize("body", LINES)
def test_a_line_tells_what_the_task_wanted(body: str) -> None:
    record = read_line(BEFORE + body)

    assert record is not None
    assert (record.profile, record.source) == ("t", "kernel")
    assert [spelled(request) for request in asked(record)] == [LINES[body].removeprefix("-> ")]


BODY = next(iter(LINES))


@pytest.mark.parametrize(
    ("line", "source"),
    [
        (BEFORE + BODY, "kernel"),
        (f"Jul 24 12:25:33 host kernel: [42416.1] type=1400 audit(12.3:54): {BODY}", "kernel"),
        (f"2025-01-27T13:01:36+05:30 host kernel: audit: type=1400 audit(1.2:3): {BODY}", "kernel"),
        (f"type=AVC msg=audit(12.3:54): {BODY}", "auditd"),
        (f"type=USER_AVC msg=audit(1.2:3): pid=3 uid=1  msg='{BODY} exe=\"/bin/x\" terminal=?'", "auditd"),
        (json.dumps({"MESSAGE": f"audit: type=1400 audit(1.2:3): {BODY}", "_TRANSPORT": "kernel"}), "journal"),
        (json.dumps({"MESSAGE": list((BEFORE + BODY).encode())}), "journal"),
        (BODY, "plain"),
        (f"Jul 31 17:11:16 host dbus[1692]: {BODY}", "plain"),
    ],
)
def test_the_same_record_is_found_in_every_log(line: str, source: str) -> None:
    record, wanted = read_line(line), read_line(BEFORE + BODY)

    assert record is not None
    assert wanted is not None
    assert record.source == source
    assert asked(record) == asked(wanted)
    assert record.verdict == "DENIED"


def test_a_record_is_read_by_one_source_only() -> None:
    line = f"type=AVC msg=audit(12.3:54): {BODY}"

    assert [module.__name__ for module in sources() if module.read(line)] == ["apparmor_dsl.analysis.logs.auditd"]


@pytest.mark.parametrize(
    "line",
    ["", "systemd[1]: Started x.", "{}", "{", '{"MESSAGE": null}', "audit(", "apparmor=", '{"MESSAGE": [300]}', "[1]"],
)
def test_what_is_not_apparmors_is_passed_over(line: str) -> None:
    assert read_line(line) is None


def test_the_loading_of_policy_is_a_record_without_a_request() -> None:
    line = 'audit(1.2:3): apparmor="STATUS" operation="profile_load" profile="unconfined" name="web" comm="init"'
    record = read_line(line)

    assert record is not None
    assert (record.verdict, asked(record)) == ("STATUS", ())


def test_the_kernels_reason_is_explained() -> None:
    info = "Failed name lookup - disconnected path"
    body = f'apparmor="DENIED" operation="open" info="{info}" error=-13 profile="t" name="x"'
    record = read_line(BEFORE + body)

    assert record is not None
    assert "attach_disconnected" in (meaning(record) or "")


@pytest.mark.needs_corpus
@pytest.mark.parametrize(
    "name", ["kernel-6.1.log", "kernel-6.12.log", "learn-runc-docker.tsv", "learn-systemd-guest.tsv"]
)
def test_every_line_of_a_real_log_is_read(name: str) -> None:
    lines = (LOGS / name).read_text().splitlines()
    unread = [line for line in lines if read_line(line) is None]
    silent = [record.line for record in read_lines(lines) if record.verdict != "STATUS" and not asked(record)]

    assert len(lines) > 50
    assert (unread, silent) == ([], [])


VERDICTS = {f"AA_RECORD_{verdict}": verdict for verdict in ("ALLOWED", "AUDIT", "DENIED", "STATUS")}
FIELDS = {"Operation": "operation", "Name": "name", "Command": "comm", "PID": "pid", "Info": "info"}


@pytest.mark.needs_corpus
def test_upstreams_records_are_read_as_upstream_reads_them() -> None:
    records = [json.loads(line) for line in (LOGS / "records.jsonl").read_text().splitlines()]
    different: list[object] = []
    for each in records:
        wanted, found = each["fields"], read_line(each["log"])
        verdict = VERDICTS.get(wanted.get("Event type"))
        if verdict is None:
            continue  # upstream reads no lines from before 2008; more of them is no fault
        if found is None or (found.verdict, found.profile) != (verdict, wanted.get("Profile")):
            different.append(each["name"])
            continue
        # It takes a message bus's own name for the command.
        fields = [name for name in FIELDS if name in wanted and not (name == "Command" and "exe" in found.fields)]
        different += [(each["name"], name) for name in fields if found.fields.get(FIELDS[name]) != wanted[name]]

    assert len(records) > 80
    assert different == []
