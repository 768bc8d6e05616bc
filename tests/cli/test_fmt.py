"""`aadsl fmt` changes files, all of each or nothing, and nothing about them but their text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from apparmor_dsl.cli.app import command_names
from tests.cli.run import ROOT, aadsl

UNTIDY = "profile p {\n    /b   r,\n/a r, # why\n}\n"
TIDY = "profile p {\n  /b r,\n  /a r,  # why\n}\n"
SORTED = "profile p {\n  /a r,  # why\n  /b r,\n}\n"
BROKEN = "profile p {\n    /b   r\n}\n"


def piped(text: bytes, *words: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-c", "from apparmor_dsl.cli.app import main; main()", "fmt", *words],
        input=text,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_file_is_formatted_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(UNTIDY)

    run = aadsl("fmt", "p", cwd=tmp_path)

    assert (run.code, run.out, run.err) == (0, "1 file formatted\n", "")
    assert (tmp_path / "p").read_text() == TIDY
    assert os.listdir(tmp_path) == ["p"]


def test_a_tidy_file_is_not_even_written(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(TIDY)
    before = (tmp_path / "p").stat()

    run = aadsl("fmt", "p", cwd=tmp_path)

    assert (run.code, run.out) == (0, "nothing to change: 1 file is tidy\n")
    after = (tmp_path / "p").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(UNTIDY)
    (tmp_path / "q").write_text(TIDY)

    run = aadsl("fmt", "--check", "p", "q", cwd=tmp_path)

    assert (run.code, run.out) == (1, "would format p\n1 file would be formatted, 1 is tidy\n")
    assert (tmp_path / "p").read_text() == UNTIDY
    assert aadsl("fmt", "--check", "q", cwd=tmp_path).code == 0


def test_the_difference_is_what_patch_needs(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(UNTIDY.encode().removesuffix(b"\n"))

    run = aadsl("fmt", "--diff", "p", cwd=tmp_path)
    patched = subprocess.run(["patch", "-p0"], input=run.out, cwd=tmp_path, text=True, capture_output=True, check=False)

    assert (run.code, run.err) == (1, "")
    assert "\\ No newline at end of file\n" in run.out
    assert (patched.returncode, (tmp_path / "p").read_text()) == (0, TIDY)
    assert aadsl("fmt", "--diff", "p", cwd=tmp_path) == (0, "", "")


def test_sort_is_done_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(TIDY)

    assert aadsl("fmt", "--sort", "p", cwd=tmp_path).code == 0
    assert (tmp_path / "p").read_text() == SORTED


def test_standard_input_goes_to_standard_output() -> None:
    assert piped(UNTIDY.encode(), "-") == (0, TIDY.encode(), b"")
    assert piped(b'"/\xff\xc3"   r,  # \xfe\r\n', "-") == (0, b'"/\xff\xc3" r,  # \xfe\n', b"")
    assert piped(UNTIDY.encode(), "--check", "-")[:2] == (1, b"would format <stdin>\n1 file would be formatted\n")
    assert piped(UNTIDY.encode(), "--diff", "-")[0] == 1


def test_standard_input_is_in_the_language_of_its_name() -> None:
    assert piped(b"use  base,", "--stdin-name", "a.aadsl", "-") == (0, b"use base,\n", b"")

    code, out, err = piped(b"use  base,", "--stdin-name", "site", "-")

    assert (code, out) == (2, b"")
    assert b"site:1:1" in err


def test_nothing_comes_of_standard_input_with_an_error() -> None:
    code, out, err = piped(BROKEN.encode(), "-")

    assert (code, out) == (2, b"")
    assert b"<stdin>:2:" in err


def test_a_file_with_an_error_is_not_touched_and_the_others_are_formatted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(BROKEN)
    (tmp_path / "b").write_text(UNTIDY)

    run = aadsl("fmt", "--format", "concise", ".", cwd=tmp_path)

    assert run.code == 2
    assert run.err.startswith("a:2:")
    assert run.out == "1 file formatted\n"
    assert ((tmp_path / "a").read_text(), (tmp_path / "b").read_text()) == (BROKEN, TIDY)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("nope",), "nope: no such file or folder"), (("-", "p"), "`-` stands alone"), ((), "Missing argument")],
)
def test_wrong_use_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "p").write_text(UNTIDY)

    run = aadsl("fmt", *words, cwd=tmp_path)

    assert (run.code, "Traceback" in run.text) == (2, False)
    assert said in run.text
    assert (tmp_path / "p").read_text() == UNTIDY


def test_from_a_folder_come_policies_at_any_depth_and_nothing_else(tmp_path: Path) -> None:
    policies = ["usr.bin.x", "x.sh", "abstractions/a", "tunables/b.d/c", "deep/er/d.aadsl"]
    others = ["README", "notes.md", "fleet.json", "old.dpkg-old", ".hidden", ".git/a", "abi/4.0", "cache/p", "run"]
    for name in [*policies, *others]:
        (tmp_path / "etc" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "etc" / name).write_text("#!/bin/sh\n" if name == "run" else "/a   r,\n")
    (tmp_path / "outside").write_text("/a   r,\n")
    (tmp_path / "etc" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "etc" / "folder").symlink_to(tmp_path)

    run = aadsl("fmt", "--check", "etc", cwd=tmp_path)

    assert sorted(line.removeprefix("would format etc/") for line in run.out.splitlines()[:-1]) == sorted(policies)


def test_a_symbolic_link_that_is_named_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "p").write_text(UNTIDY)
    (tmp_path / "link").symlink_to("there/p")

    assert aadsl("fmt", "link", cwd=tmp_path).code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "p").read_text() == TIDY


def test_a_file_with_two_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(UNTIDY)
    (tmp_path / "q").hardlink_to(tmp_path / "p")

    run = aadsl("fmt", "p", cwd=tmp_path)

    assert (run.code, "p has 2 names" in run.err) == (2, True)
    assert (tmp_path / "p").read_text() == UNTIDY


def test_the_help_says_what_happens_to_a_file() -> None:
    text = " ".join(aadsl("fmt", "--help").out.split())

    assert "cannot be read as policy is reported and not touched" in text
    assert "Exit code 0: every file is tidy" in text


def test_the_hook_for_pre_commit_names_a_subcommand() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text()

    assert set(re.findall(r"entry: aadsl (\w+)\n", hooks)) == {"fmt", "lint"} <= set(command_names())
