"""`aadsl lint`: what is selected, how bad it is, what is left out, and what bad input gives."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.cli.run import Run, aadsl

BAD = "abi <abi/3.0>,\nprofile p {\n  /tmp/** rwix,\n  /etc/** r,\n  /etc/hosts r,\n}\n"
"""Line 3 has the warning `write-and-exec`, line 5 `rule-redundant`."""
GOOD = "abi <abi/3.0>,\nprofile p {\n  /etc/hosts r,\n}\n"
TWO = ("--select", "write-and-exec", "--select", "rule-redundant")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p").write_text(BAD)
    return tmp_path


def lint(folder: Path, *words: str) -> Run:
    return aadsl("lint", "--format", "concise", *words, cwd=folder)


def codes(run: Run) -> list[str]:
    """The lines and names of what was found, in their order."""
    return [f"{line.split(':')[1]} {line.partition('[')[2].partition(']')[0]}" for line in run.out.splitlines()]


def test_a_finding_is_exit_code_1_and_none_is_0(folder: Path) -> None:
    found = lint(folder, *TWO, "p")
    (folder / "p").write_text(GOOD)

    assert (found.code, codes(found)) == (1, ["3 write-and-exec", "5 rule-redundant"])
    assert (lint(folder, *TWO, "p").code, lint(folder, *TWO, "p").text) == (0, "")


def test_selecting_ignoring_and_groups(folder: Path) -> None:
    assert codes(lint(folder, "--select", "rule-redundant", "p")) == ["5 rule-redundant"]
    assert codes(lint(folder, *TWO, "--ignore", "write-and-exec", "p")) == ["3 write-and-exec", "5 rule-redundant"]
    assert "5 rule-redundant" not in codes(lint(folder, "--ignore", "maintenance", "p"))
    assert "5 rule-redundant" in codes(lint(folder, "--select", "maintenance", "p"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "notice"), 1),
        (("--severity", "write-and-exec=error", "--fail-on", "error"), 1),
        (("--severity", "write-and-exec=notice", "--severity", "rule-redundant=notice"), 0),
    ],
)
def test_what_is_bad_enough_is_for_the_caller_to_say(words: tuple[str, ...], code: int, folder: Path) -> None:
    assert lint(folder, *TWO, *words, "p").code == code


def test_notices_are_shown_with_verbose_alone(folder: Path) -> None:
    words = (*TWO, "--severity", "rule-redundant=notice", "p")

    assert codes(lint(folder, *words)) == ["3 write-and-exec"]
    assert "5 rule-redundant" in codes(lint(folder, "-v", *words))


def test_a_comment_keeps_a_finding_silent(folder: Path) -> None:
    text = BAD.replace("rwix,", "rwix, # aadsl: allow(write-and-exec) because it builds")
    (folder / "p").write_text(text)

    assert codes(lint(folder, *TWO, "p")) == ["5 rule-redundant"]


def test_a_baseline_leaves_out_what_was_there_and_nothing_else(folder: Path) -> None:
    written = lint(folder, *TWO, "--write-baseline", "known.json", "p")
    (folder / "p").write_text(BAD.replace("  /etc/hosts r,", "# moved\n\n  /etc/hosts r,\n  /etc/passwd r,"))

    assert (written.code, written.err) == (0, "known.json: 2 findings\n")
    assert codes(lint(folder, *TWO, "--baseline", "known.json", "p")) == ["8 rule-redundant"]


def test_a_baseline_that_cannot_be_written_is_an_error(folder: Path) -> None:
    (folder / "file").write_text("")
    run = lint(folder, "--write-baseline", "file/known.json", "p")

    assert (run.code, "unwritable-output" in run.text) == (2, True)


def test_settings_are_those_of_the_nearest_file_and_options_go_first(folder: Path) -> None:
    (folder / "aadsl.toml").write_text('[lint]\nselect = ["rule-redundant"]\nfail-on = "error"\n')

    assert lint(folder, "p").code == 0
    assert codes(lint(folder, "p")) == ["5 rule-redundant"]
    assert lint(folder, "--fail-on", "warning", "p").code == 1
    assert codes(lint(folder, "--select", "write-and-exec", "p")) == ["3 write-and-exec"]


def test_the_settings_of_a_python_project_are_understood(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.aadsl.lint]\nselect = ["rule-redundant"]\nexclude = ["*/skip/*"]\n')
    (folder / "skip").mkdir()
    (folder / "skip/q").write_text(BAD)

    assert codes(lint(folder, str(folder))) == ["5 rule-redundant"]


def test_every_lint_is_listed(folder: Path) -> None:
    assert "write-and-exec (security, warning)" in aadsl("lint", "--list", cwd=folder).out


WRONG = {
    "an unknown lint": (("--select", "write-and-exc", "p"), "unknown-lint", "write-and-exec"),
    "an unknown lint to ignore": (("--ignore", "nope", "p"), "unknown-lint", "--list"),
    "an unknown severity": (("--severity", "write-and-exec=bad", "p"), "unknown-severity", "notice"),
    "a severity of nothing": (("--severity", "=error", "p"), "unknown-lint", "--list"),
    "a path that is not there": (("nope",), "unreadable-file", "check the path"),
    "an unknown target": (("--target", "apparmor-9.9", "p"), "unknown-target", "apparmor-"),
    "features that are not there": (("--features", "nope", "p"), "unreadable-file", "check the path"),
    "a baseline that is not there": (("--baseline", "nope", "p"), "unreadable-file", "check the path"),
    "a baseline that is none": (("--baseline", "p", "p"), "bad-baseline", "--write-baseline"),
    "a revision outside of a repository": (("--diff-base", "main", "p"), "no-diff-base", "repository"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_exit_code_2_with_a_way_out(case: str, folder: Path) -> None:
    words, code, way_out = WRONG[case]

    run = lint(folder, *words)

    assert (run.code, f"[{code}]" in run.text, way_out in run.text) == (2, True, True)
    assert "Traceback" not in run.text


SETTINGS = {
    "no TOML": ("[lint\n", "no TOML"),
    "no table": ("lint = 3\n", "`lint` is no table"),
    "an unknown setting": ("[lint]\nselct = []\n", "did you mean `select`"),
    "an unknown lint": ('[lint]\nselect = ["write-and-exc"]\n', "write-and-exec"),
    "no list": ('[lint]\nignore = "all"\n', "must be a list of texts"),
    "a severity that is none": ('[lint.severity]\nwrite-and-exec = "bad"\n', "`bad` is no severity"),
    "a target that is none": ('[lint]\ntarget = "apparmor-4"\n', "there is no target"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_that_cannot_be_understood_are_refused(case: str, folder: Path) -> None:
    text, said = SETTINGS[case]
    (folder / "aadsl.toml").write_text(text)

    run = lint(folder, "p")

    assert (run.code, said in run.text, "Traceback" in run.text) == (2, True, False)
    assert "aadsl.toml:" in run.text or "unknown-lint" in run.text


FILES = {
    "a syntax error": (b"profile p {\n  /etc/x r\n}\n", "bad:2:10: error[missing-comma]"),
    "no text": (b"profile p {\n\0}\n", "bad:2:1: error[binary-file]"),
    "bytes that are no text": (b"profile \xff {\n  /etc/x r\n}\n", "bad:2:10: error[missing-comma]"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_linted(case: str, folder: Path) -> None:
    data, said = FILES[case]
    (folder / "bad").write_bytes(data)

    run = lint(folder, *TWO, "bad", "p")

    assert (run.code, said in run.out) == (2, True)
    assert "p:3:" in run.out


def test_a_folder_without_policy_has_no_findings(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing")

    run = lint(tmp_path, str(tmp_path))

    assert (run.code, run.text) == (0, "")


def test_a_broken_link_and_a_pipe_in_a_folder_are_no_policy(folder: Path) -> None:
    (folder / "broken").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")

    assert codes(lint(folder, *TWO, str(folder))) == ["3 write-and-exec", "5 rule-redundant"]


def test_fixing_writes_what_is_proven_and_reports_the_rest(folder: Path) -> None:
    (folder / "p").chmod(0o640)
    run = lint(folder, *TWO, "--fix", "p")

    assert (folder / "p").read_text() == BAD.replace("  /etc/hosts r,\n", "")
    assert stat.S_IMODE((folder / "p").stat().st_mode) == 0o640
    assert (run.code, codes(run), run.err) == (1, ["3 write-and-exec"], "fixed 1 finding in 1 file\n")


def test_a_patch_is_shown_and_nothing_written(folder: Path) -> None:
    run = lint(folder, *TWO, "--fix", "--diff", "p")

    assert (run.code, (folder / "p").read_text()) == (1, BAD)
    assert "--- p\n+++ p\n" in run.out
    assert "\n-  /etc/hosts r,\n" in run.out
    applied = subprocess.run(["git", "apply", "-p0", "-"], input=run.out, text=True, cwd=folder, check=False)
    assert applied.returncode == 0
    assert (folder / "p").read_text() == BAD.replace("  /etc/hosts r,\n", "")


UNSAFE = ("--select", "symlink-path", "--select", "m-on-data-path", "--select", "unconfined-exec")
BEFORE = 'abi <abi/3.0>,\r\nprofile p {\n\t"/var/run/my docker.sock"  rw,\n  /srv/** rwm, # modify\n  /bin/x ux,\n}'
AFTER = 'abi <abi/3.0>,\r\nprofile p {\n\t"/run/my docker.sock"  rw,\n  /srv/** rw, # modify\n  /usr/bin/x Ux,\n}'


def test_a_fix_that_changes_something_is_not_taken_until_that_is_asked_for(folder: Path) -> None:
    (folder / "p").write_bytes(BEFORE.encode())

    done = lint(folder, *UNSAFE, "--fix", "p")

    assert (done.code, (folder / "p").read_bytes()) == (1, BEFORE.encode())


def test_an_unsafe_fix_says_what_it_changes_and_touches_nothing_else(folder: Path) -> None:
    (folder / "p").write_bytes(BEFORE.encode())

    done = lint(folder, *UNSAFE, "--unsafe-fixes", "p")

    assert (folder / "p").read_bytes() == AFTER.encode()
    assert 'p:3:2 [symlink-path] write `/run/`: `p` newly permits `"/run/my docker.sock"` w, r, a' in done.text
    assert "p:4:3 [m-on-data-path] write `rw`: `p` no longer permits `/srv/a` m" in done.text
    assert "after: permitted: x; runs unconfined, with a scrubbed environment" in done.text


def test_a_patch_of_unsafe_fixes_writes_nothing_and_says_the_same(folder: Path) -> None:
    (folder / "p").write_bytes(BEFORE.encode())

    done = lint(folder, *UNSAFE, "--unsafe-fixes", "--diff", "p")

    assert (done.code, (folder / "p").read_bytes()) == (1, BEFORE.encode())
    assert "no longer permits `/srv/a` m" in done.text
    assert "\n+  /srv/** rw, # modify\n" in done.out


def test_a_patch_without_fixes_is_wrong_use(folder: Path) -> None:
    assert lint(folder, "--diff", "p").code == 2


def test_a_file_with_a_second_name_is_not_rewritten(folder: Path) -> None:
    os.link(folder / "p", folder.parent / f"{folder.name}.link")
    run = lint(folder, *TWO, "--fix", "p")

    assert (run.code, "unwritable-output" in run.text, (folder / "p").read_text()) == (2, True, BAD)


def test_what_a_baseline_knows_is_not_fixed(folder: Path) -> None:
    lint(folder, *TWO, "--write-baseline", "known.json", "p")

    assert lint(folder, *TWO, "--baseline", "known.json", "--fix", "p").err == "fixed 0 findings in 0 files\n"


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path) -> Path:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "p")
    git(folder, "commit", "-q", "-m", "one")
    return folder


@pytest.mark.parametrize("path", ["p", ".", "ABSOLUTE"])
def test_only_what_a_change_brings_is_reported(path: str, repository: Path) -> None:
    path = path.replace("ABSOLUTE", str(repository))
    assert lint(repository, *TWO, "--diff-base", "main", path).text == ""

    (repository / "p").write_text(BAD.replace("  /etc/** r,", "# moved\n  /etc/** r,\n  /etc/passwd r,"))
    run = lint(repository, *TWO, "--diff-base", "main", path)

    assert (run.code, len(run.out.splitlines()), ":6:3: warning[rule-redundant]" in run.out) == (1, 1, True)


def test_a_new_file_and_one_that_an_include_changes_are_what_a_change_brings(repository: Path) -> None:
    (repository / "abstractions").mkdir()
    (repository / "abstractions/x").write_text("/srv/** r,\n")
    (repository / "q").write_text("abi <abi/3.0>,\nprofile q {\n  include <abstractions/x>\n  /srv/a r,\n}\n")

    words = ("--select", "rule-redundant-include", "--diff-base", "HEAD", ".")

    assert codes(lint(repository, *words)) == ["4 rule-redundant-include"]


def test_what_is_kept_out_of_releases_was_there_all_the_same(repository: Path) -> None:
    (repository / ".gitattributes").write_text("p export-ignore\n")
    git(repository, "add", ".gitattributes")
    git(repository, "commit", "-q", "-m", "two")

    assert lint(repository, *TWO, "--diff-base", "HEAD", "p").text == ""


def test_a_folder_below_the_top_of_the_repository_is_enough(repository: Path) -> None:
    (repository / "sub").mkdir()

    assert lint(repository / "sub", *TWO, "--diff-base", "HEAD", "../p").text == ""


@pytest.mark.parametrize("revision", ["nope", "--help", ""])
def test_an_unknown_revision_is_refused(revision: str, repository: Path) -> None:
    run = lint(repository, f"--diff-base={revision}", "p")

    assert (run.code, "[no-diff-base]" in run.text) == (2, True)


def test_the_repository_is_not_touched(repository: Path) -> None:
    before = sorted(str(path) for path in (repository / ".git").rglob("*"))
    lint(repository, *TWO, "--diff-base", "main", "p")

    assert sorted(str(path) for path in (repository / ".git").rglob("*")) == before


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_a_report_for_programs_is_one_even_where_nothing_is_found(form: str, folder: Path) -> None:
    (folder / "p").write_text(GOOD)

    json.loads(aadsl("lint", *TWO, "--format", form, "p", cwd=folder).out)
