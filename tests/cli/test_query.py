"""`aadsl query` and `aadsl why`: exit codes, and what a program can read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.run import ROOT, aadsl

HERE = Path(__file__).resolve().parent.parent / "analysis"
FEATURES = HERE / "features"
WEB = HERE / "web.aa"
DENIED = 'apparmor="DENIED" operation="open" profile="web" name="/etc/hosts" comm="x" denied_mask="w" fsuid=0 ouid=0'


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["web", "read /etc/hosts"], 0, "allowed: `/etc/hosts r` in `web`"),
        (["web", "may web write /etc/hosts?"], 1, "denied: `/etc/hosts w` in `web`"),
        (["wweb", "read /etc/hosts"], 2, "did you mean `web`?"),
        (["web", "reed /etc/hosts"], 2, "did you mean `read`?"),
        (["--target", "apparmor-9", "web", "read /x"], 2, "there is no target"),
        (["--live", "web", "read /etc/hosts"], 2, "the running kernel cannot be asked"),
    ],
)
def test_the_exit_code_is_the_answer(words: list[str], code: int, text: str) -> None:
    if "--live" in words and Path("/sys/kernel/security/apparmor/.access").exists():
        words = [word for word in words if word != "--live"]
        code, text = 0, "allowed"
    said = aadsl("query", "--features", FEATURES, *words, WEB)

    assert (said.code, text in said.text) == (code, True), said.text


def test_all_profiles_are_a_table_of_those_that_may() -> None:
    said = aadsl("query", "--features", FEATURES, "--all-profiles", "read /etc/passwd", WEB)

    assert said.code == 0
    assert said.out.splitlines()[-1] == "2 of 4 profiles may"
    assert [row.split()[0] for row in said.out.splitlines()[:-1]] == ["web//child", "free"]


def test_nobody_may_is_exit_code_one() -> None:
    said = aadsl("query", "--features", FEATURES, "--all-profiles", "set rlimit nofile <= 9999", HERE / "one.aa")

    assert (said.code, said.out) == (1, "0 of 1 profile may\n")


def test_programs_get_the_rule_and_its_place() -> None:
    said = aadsl("query", "--features", FEATURES, "--format", "json", "web", "read /etc/hosts", WEB)
    answer = json.loads(said.out)

    assert (answer["allowed"], answer["target"]) == (True, "apparmor-3.0")
    assert answer["parts"][0]["rules"][0]["rule"] == "/etc/hosts r,"
    assert answer["parts"][0]["rules"][0]["place"]["line"] == 2


def test_why_reads_a_pipe_and_files_and_words(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"nothing\n{DENIED}\n")
    from_words, from_file = (
        aadsl("why", given, "--policy", WEB, "--features", FEATURES) for given in (DENIED, tmp_path / "log")
    )
    from_pipe = subprocess.run(
        [
            sys.executable,
            "-c",
            "from apparmor_dsl.cli.app import main; main()",
            "why",
            "-p",
            WEB,
            "--features",
            FEATURES,
        ],
        input=f"{DENIED}\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert from_words.out == from_file.out == from_pipe.stdout
    assert "it matches, and lacks `w`" in from_words.out
    assert (from_words.code, from_pipe.returncode) == (0, 0)


def test_why_says_with_its_exit_code_that_the_policy_disagrees() -> None:
    assert aadsl("why", DENIED.replace('"w"', '"r"'), "-p", WEB, "--features", FEATURES).code == 1
    assert aadsl("why", "no line", "-p", WEB).code == 2
    assert "no line of AppArmor's" in aadsl("why", "audit(1:2) nothing", "-p", WEB).err


def test_why_for_programs_has_the_fields_of_the_line() -> None:
    said = aadsl("why", DENIED, "-p", WEB, "--features", FEATURES, "--format", "json")
    [event] = json.loads(said.out)

    assert (event["verdict"], event["profile"], event["agrees"]) == ("DENIED", "web", True)
    assert event["fields"]["comm"] == "x"
    assert event["answers"][0]["nearest"][0]["reasons"] == ["it matches, and lacks `w`"]
