"""`aadsl check --equivalence`"""

import json
from pathlib import Path

import pytest

from tests.cli.run import aadsl
from tests.parser_oracle.oracle import PARSER, version

pytestmark = pytest.mark.needs_apparmor_parser

PROFILE = """profile web /usr/bin/web {
  /srv/** r,
  mount options=(rw, make-slave) -> /srv/**,
}
profile mail { capability chown, }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "web"
    made.write_text(PROFILE)
    return made


def a_parser_that_says(version: str, folder: Path) -> Path:
    """The installed parser under another version."""
    made = folder / "parser"
    says = f'[ "$1" = --version ] && {{ echo "AppArmor parser version {version}"; exit; }}'
    made.write_text(f'#!/bin/sh\n{says}\nexec {PARSER} "$@"\n')
    made.chmod(0o755)
    return made


def another(folder: Path) -> Path:
    """A parser that compiles otherwise than its version does."""
    return a_parser_that_says("5.0.0" if version() < (4, 0) else "3.0.0", folder)


def test_what_is_understood_alike_is_said_to_be(file: Path) -> None:
    said = aadsl("check", "--equivalence", file)

    assert said.code == 0
    assert said.out.startswith("all 2 profiles permit what apparmor_parser ")
    assert said.out.endswith(" compiles, for all strings\n")


def test_a_difference_is_shown_with_the_shortest_string_both_answers_and_the_rule(file: Path, tmp_path: Path) -> None:
    said = aadsl("check", "--equivalence", "--parser", another(tmp_path), file)

    assert said.code == 1
    assert "warning[not-equivalent]: `web`: aadsl and apparmor_parser " in said.out
    assert "disagree about `mount " in said.out
    assert f"{file}:1:1" in said.out
    assert "note:   aadsl: " in said.out
    assert said.out.endswith(" understands 1 of 2 otherwise than aadsl\n")


def test_a_program_reads_what_differs(file: Path, tmp_path: Path) -> None:
    said = aadsl("check", "--equivalence", "--format", "json", "--parser", another(tmp_path), file)

    assert said.code == 1
    assert '"not-equivalent"' in said.out
    assert json.loads(said.out)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("nowhere", "No such file or directory"),
        ("echo", "it does not say its version"),
        ("old", "it is of version 2.13.6, before 3.0"),
    ],
)
def test_what_is_no_parser_is_refused(command: str, why: str, file: Path, tmp_path: Path) -> None:
    named = {"nowhere": tmp_path / "nowhere", "echo": Path("/bin/echo")}
    path = named.get(command) or a_parser_that_says("2.13.6", tmp_path)

    said = aadsl("check", "--equivalence", "--parser", path, file)

    assert said.code == 2
    assert f"error[no-apparmor-parser]: {path} is no apparmor_parser: {why}" in said.out
