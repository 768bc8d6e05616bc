"""`aadsl equal`"""

import json
from pathlib import Path

import pytest

from tests.cli.run import aadsl
from tests.parser_oracle.oracle import FEATURES

pytestmark = pytest.mark.needs_apparmor_parser  # for the features of its package

OPTIONS = ("--features", FEATURES, "--target", "apparmor-4.1")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    left, right = tmp_path / "left", tmp_path / "right"
    left.write_text("profile web { /srv/** r, audit deny /etc/shadow r, }\nprofile mail { capability chown, }\n")
    right.write_text("profile mail { capability chown, }\nprofile web { /srv/** r, }\n")
    return left, right


def test_equal_files_are_equal(files: tuple[Path, Path]) -> None:
    said = aadsl("equal", *OPTIONS, *files)

    assert (said.code, said.text) == (0, "equal: all 2 profiles permit the same, for all strings\n")


def test_a_difference_is_shown_with_both_decisions(files: tuple[Path, Path]) -> None:
    left, right = files
    right.write_text(right.read_text().replace("/srv/** r", "/srv/** rw"))

    said = aadsl("equal", *OPTIONS, left, right)

    assert said.code == 1
    assert said.out == (
        f"`web`: /srv/a\n  {left}: permitted: r\n  {right}: permitted: w, r, a\ndifferent: 1 difference\n"
    )


def test_a_program_reads_what_differs(files: tuple[Path, Path]) -> None:
    left, right = files
    right.write_text("profile web { /srv/** r, }\nprofile mail { capability kill, }\n")

    said = aadsl("equal", *OPTIONS, "--format", "json", left, right)

    assert said.code == 1
    found = json.loads(said.out)
    assert found["equal"] is False
    assert [(one["part"], one["name"], one["left"]["allow"]) for one in found["differences"]] == [
        ("capability", "chown", ["yes"]),
        ("capability", "kill", []),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("profile web { /srv r", "error["), ("/srv/** r,\n", "there is no profile"), ("profile web { /{a r, }", "error[")],
)
def test_what_cannot_be_read_is_an_error(files: tuple[Path, Path], text: str, reason: str) -> None:
    left, right = files
    right.write_text(text)

    said = aadsl("equal", *OPTIONS, left, right)

    assert said.code == 2
    assert reason in said.err
    assert "Traceback" not in said.text


def test_a_policy_is_compiled_for_the_abi_that_it_pins(tmp_path: Path) -> None:
    abi = tmp_path / "abi"
    abi.write_text("policy {versions {v8 {yes\n}\n}\n}\nmount {mask {mount umount\n}\n}\n")
    left, right = tmp_path / "left", tmp_path / "right"
    left.write_text(f'abi "{abi}",\nprofile web {{ signal send peer=mail, }}\n')
    right.write_text(f'abi "{abi}",\nprofile web {{ }}\n')

    pinned = aadsl("equal", *OPTIONS, left, right)
    left.write_text("profile web { signal send peer=mail, }\n")
    right.write_text("profile web { }\n")
    free = aadsl("equal", *OPTIONS, left, right)

    assert (pinned.code, free.code) == (0, 1)
