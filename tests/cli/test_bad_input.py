"""Bad input gives a diagnostic with place and way out, exit code 2, no traceback, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.run import ROOT, Run, aadsl

GOOD = "profile good /usr/bin/good {\n  /etc/good r,\n}\n"


def fleet(keys: str) -> str:
    """A fleet of one container, with the keys on the third line."""
    return f'{{"lxc_configs": {{\n"900": {{"name": "a", "unprivileged": true,\n{keys}}}}}}}\n'


BAD_POLICY = {
    "a syntax error": (
        "bad.aadsl",
        "profile p {\n  /etc/x r\n  /etc/y r,\n}\n",
        "bad.aadsl:2:10: error[missing-comma]",
    ),
    "an unknown rule": ("bad.aadsl", "profile p {\n  capabilty kill,\n}\n", "bad.aadsl:2:3: error[unknown-rule]"),
    "an unknown variable": ("bad.aadsl", "profile p {\n  @{NOPE}/x r,\n}\n", "bad.aadsl:2:3: error[unknown-variable]"),
    "an include that is not there": (
        "bad.aadsl",
        "profile p {\n  include <abstractions/nope>\n}\n",
        "bad.aadsl:2:3: error[include-not-found]",
    ),
    "an include of variables inside a profile": (
        "bad",
        "profile p {\n  #include <tunables/global>\n  /x r,\n}\n",
        "bad:2:3: error[include-in-profile-preamble]",
    ),
    "an unknown fragment": ("bad.aadsl", "profile p {\n  use nope,\n}\n", "bad.aadsl:2:3: error[unknown-fragment]"),
    "an import that is not there": ("bad.aadsl", 'import "nope.aadsl"\n', "bad.aadsl:1:1: error[import-not-found]"),
    "our words in a plain profile": ("bad", "profile p {\n  use base,\n}\n", "bad:2:3: error[unknown-rule]"),
    "JSON that is not JSON": ("bad.json", '{\n  "lxc_configs": {,}\n}\n', "bad.json:2:19: error["),
    "JSON that is no fleet": ("bad.json", '{"name": "x"}\n', "bad.json:1:1: error["),
    "a container whose profile nobody defines": (
        "bad.json",
        fleet('"apparmor_profile": "lxc-nope"'),
        "bad.json:3:21: error[profile-not-defined]",
    ),
    "a value with a newline": (
        "bad.json",
        fleet('"lxc_options": ["lxc.net.0.type=none\\nlxc.apparmor.profile=unconfined"]'),
        "bad.json:3:",
    ),
    "a value with a brace": ("bad.json", fleet('"apparmor_profile": "x } profile y {"'), "bad.json:3:"),
    "an id that is a path": (
        "bad.json",
        '{"lxc_configs": {\n  "../../etc/x": {"name": "a"}}}\n',
        "bad.json:2:3: error[",
    ),
}


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A folder with the output of an earlier run."""
    (tmp_path / "good.aadsl").write_text(GOOD)
    out = tmp_path / "out"
    assert aadsl("compile", tmp_path / "good.aadsl", "-o", out).code == 0
    return out


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("case", BAD_POLICY, ids=str)
@pytest.mark.parametrize("command", ["compile", "check"])
def test_it_is_said_where_it_is_and_nothing_is_lost(command: str, case: str, earlier: Path, tmp_path: Path) -> None:
    name, text, expected = BAD_POLICY[case]
    (tmp_path / name).write_text(text)
    before = content(earlier)
    output: list[str | Path] = ["-o", earlier, "--snippets", earlier] if command == "compile" else []

    done = aadsl(command, "good.aadsl", name, *output, "--format", "concise", cwd=tmp_path)

    assert_refused(done)
    assert expected in done.text
    assert any(expected in line and "(" in line for line in done.text.splitlines()), "it does not say the way out"
    assert content(earlier) == before


def assert_refused(done: Run) -> None:
    assert done.code == 2, done.text
    assert "Traceback" not in done.text


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "good.aadsl").write_text(GOOD)
    (tmp_path / "file").write_text("not a folder")

    done = aadsl("compile", "good.aadsl", "-o", "file/out", cwd=tmp_path)

    assert_refused(done)
    assert "error[unwritable-output]" in done.text
    assert "help:" in done.text
    assert (tmp_path / "file").read_text() == "not a folder"


@pytest.mark.parametrize("where", ["good", ".aadsl"])
def test_a_link_in_the_output_folder_that_leads_outside(where: str, tmp_path: Path) -> None:
    (tmp_path / "good.aadsl").write_text(GOOD)
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "file").write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / where).symlink_to(outside / ("folder" if where == ".aadsl" else "file"))

    done = aadsl("compile", "good.aadsl", "-o", "out", cwd=tmp_path)

    assert_refused(done)
    assert "error[output-symlink]" in done.text
    assert content(outside) == {"file": b"precious"}
    assert [path.name for path in out.iterdir()] == [where]


def test_a_second_run_changes_nothing_and_says_so(earlier: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in earlier.rglob("*")}

    done = aadsl("compile", "good.aadsl", "-o", earlier, cwd=tmp_path)

    assert done.code == 0
    assert "nothing changed" in done.text
    assert {path: path.stat().st_mtime_ns for path in earlier.rglob("*")} == before


def test_wrong_use_is_explained_and_ends_with_2(tmp_path: Path) -> None:
    for words in (["compile"], ["compile", "nope.aadsl", "-o", "out"], ["compile", "--nope"], ["nope"]):
        done = aadsl(*words, cwd=tmp_path)

        assert_refused(done)


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "good.aadsl").write_text(GOOD)
    script = "from apparmor_dsl.cli.app import main; main()"
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -c '{script}' compile --help | true"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )

    assert "Traceback" not in done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["aadsl lint p", "aadsl explain", "aadsl fmt - < p"])
def test_output_without_room_is_said_in_a_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_text(GOOD)
    done = shell(f"{command} > /dev/full", tmp_path)

    assert (done.returncode, done.stderr) == (2, "error: the output cannot be written: no space left on device\n")


@pytest.mark.parametrize("command", ["aadsl lint p >&-", "aadsl fmt - <&-", "aadsl check p 2>&-"])
def test_a_closed_stream_is_no_error(command: str, tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"abi <abi/3.0>,\n{GOOD}")
    done = shell(command, tmp_path)

    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a command line of the shell does, with `aadsl` as a function."""
    program = f'aadsl() {{ "{sys.executable}" -c "from apparmor_dsl.cli.app import main; main()" "$@"; }}\n{command}'
    return subprocess.run(
        ["bash", "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )


def test_a_file_is_not_replaced_by_what_is_compiled_from_it(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("# why\nprofile   p { /a r, }\n")
    done = aadsl("compile", "p", "-o", ".", cwd=tmp_path)

    assert (done.code, (tmp_path / "p").read_text()) == (2, "# why\nprofile   p { /a r, }\n")


def test_a_target_may_be_named_by_its_version(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("profile p {\n  userns,\n}\n")

    assert aadsl("check", "p", "--target", "3.0", cwd=tmp_path).text.startswith("error[too-new-for-target]")


def test_a_folder_to_include_from_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(GOOD)
    done = aadsl("check", "p", "-I", "nope", cwd=tmp_path)

    assert (done.code, "'nope' does not exist" in done.err) == (2, True)


def test_a_file_without_a_profile_is_not_called_one(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("# to come\n")

    assert aadsl("check", "p", cwd=tmp_path).out == "there is no profile in what was given\n"


def test_permissions_in_capital_letters_are_explained_too() -> None:
    assert aadsl("explain", "RWM").out == aadsl("explain", "rwm").out
