"""`aadsl explain` tells more about whatever stands in a message."""

import re
from pathlib import Path

import pytest

from apparmor_dsl.language.pages import Page, pages
from apparmor_dsl.language.vocabulary.files import EXEC_MEANINGS, EXEC_MODES, MEANINGS, PERMISSIONS, meanings
from tests.cli.run import aadsl

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["missing-comma", "[missing-comma]", "error[missing-comma]"])
def test_a_name_is_taken_as_it_stands_in_a_message(name: str) -> None:
    said = aadsl("explain", name)

    assert said.code == 0
    assert said.out.startswith("missing-comma\n\nA rule does not end in a comma.\n")


def test_a_lint_is_told_of_as_well() -> None:
    said = aadsl("explain", "warning[write-and-exec]")

    assert said.code == 0
    assert said.out.startswith("write-and-exec\n\nSome file can be written, and then executed or mapped as code.\n")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    said = aadsl("explain", "mising-coma")

    assert said.code == 2
    assert said.out == ""
    assert "did you mean `missing-comma`?" in said.err


def test_what_is_asked_cannot_act_on_the_terminal() -> None:
    assert "\x1b" not in aadsl("explain", "\x1b[2Jx").text


def test_without_a_name_every_page_is_one_line() -> None:
    lines = aadsl("explain").out.splitlines()

    assert [line.split()[0] for line in lines] == [page.name for page in pages()]
    assert all(line.endswith(".") for line in lines)


def test_permissions_are_explained_letter_by_letter() -> None:
    said = aadsl("explain", "rwm")

    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()[1:-1]] == ["r", "w", "m"]
    assert "nothing to do with mounting" in said.out


@pytest.mark.parametrize("access", ["rPx", "PUx", "ux", "rwk", *EXEC_MODES, *PERMISSIONS])
def test_every_access_has_a_meaning(access: str) -> None:
    assert "".join(word for word, _ in meanings(access)) == access


@pytest.mark.parametrize("text", ["", "y", "rz", "xr", "missing-comma"])
def test_what_is_no_access_has_none(text: str) -> None:
    assert meanings(text) == ()


def test_meanings_are_those_of_the_reference() -> None:
    text = (ROOT / "docs" / "reference" / "file.md").read_text()
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.*?) \|$", text))

    assert {letter: rows[letter] for letter in MEANINGS} == MEANINGS
    modes = {mode: meaning for mode, meaning in EXEC_MEANINGS.items() if mode in rows}
    assert {mode: rows[mode] for mode in modes} == modes


def test_a_page_is_shown_without_the_marks_of_markdown() -> None:
    page = Page("x", "# x\n\nSaid.\n\nSee [y](y.md).\n\n```apparmor error=x\n/a r\n\n```\n\n## More\n")

    assert page.summary == "Said."
    assert page.plain() == "x\n\nSaid.\n\nSee y.\n\n    /a r\n\n\nMore\n"
