"""The house keeps its shape: a thing has the same name in every room, and nothing stands where nobody would look."""

import re
import tomllib
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import get_args

import pytest

from apparmor_dsl.language.ast import BaseRule, Rule

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "apparmor_dsl"

WINGS = {"analysis", "cli", "diagnostics", "fleet", "language", "lsp", "semantics"}


def modules(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


KINDS = modules(PACKAGE / "language" / "ast" / "rules")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "room",
    ["grammars/rules/{}.lark", "apparmor_dsl/language/parser/rules/{}.py", "docs/reference/{}.md"],
)
def test_a_rule_kind_has_its_file_in_every_room(kind: str, room: str) -> None:
    assert (ROOT / room.format(kind)).is_file()


@pytest.mark.parametrize(
    ("room", "suffix"),
    [("grammars/rules", ".lark"), ("apparmor_dsl/language/parser/rules", ".py"), ("docs/reference", ".md")],
)
def test_no_room_has_a_rule_kind_that_the_tree_does_not_know(room: str, suffix: str) -> None:
    found = {path.stem for path in (ROOT / room).glob(f"*{suffix}")} - {"README", "__init__"}

    assert found <= set(KINDS)


def test_every_rule_is_in_the_union() -> None:
    for kind in KINDS:
        import_module(f"apparmor_dsl.language.ast.rules.{kind}")
    # By name: attrs makes a second class for one with slots, and the first one lives on unused.
    kinds = {rule.__name__ for rule in BaseRule.__subclasses__()}

    assert isinstance(Rule, UnionType)
    assert kinds == {rule.__name__ for rule in get_args(Rule)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_kind_begins_with_its_syntax(kind: str) -> None:
    text = (PACKAGE / "language" / "ast" / "rules" / f"{kind}.py").read_text()

    assert text.startswith('"""`')


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_rule_kind_has_an_example_and_is_in_the_table(kind: str) -> None:
    pages = ROOT / "docs" / "reference"

    assert "```apparmor" in (pages / f"{kind}.md").read_text()
    assert f"({kind}.md)" in (pages / "README.md").read_text()


def test_the_package_has_these_wings_and_no_other() -> None:
    found = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}

    assert found <= WINGS
    assert WINGS - {"lsp"} <= found


def test_a_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}

    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


LINTS = {*modules(PACKAGE / "analysis" / "lints"), *modules(PACKAGE / "fleet" / "lints")}


def test_every_lint_has_a_page_and_every_page_a_lint() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "lints").glob("*.md")} - {"README"}

    assert pages == {lint.replace("_", "-") for lint in LINTS}


def test_decisions_are_numbered_without_gaps_and_say_why() -> None:
    decisions = sorted(path for path in (ROOT / "docs" / "decisions").glob("*.md") if path.name != "README.md")

    assert [path.name[:5] for path in decisions] == [f"{number:04d}-" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        headings = [line for line in path.read_text().splitlines() if line.startswith("## ")]
        assert headings == ["## Context", "## Decision", "## Consequence"], path.name


def test_the_two_lists_of_tools_are_one() -> None:
    """pip 23.0, which is Debian 12's, installs an extra and knows no dependency group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert project["project"]["optional-dependencies"]["dev"] == project["dependency-groups"]["dev"]


@pytest.mark.parametrize("fragment", sorted((ROOT / "changelog.d").glob("*.md")), ids=lambda path: path.name)
def test_a_piece_of_the_changelog_says_what_kind_of_change_it_is(fragment: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    kinds = {kind["directory"] for kind in project["tool"]["towncrier"]["type"]}

    assert fragment.name == "README.md" or fragment.suffixes[-2].removeprefix(".") in kinds


@pytest.mark.parametrize(
    "path", [*PACKAGE.rglob("*.py"), *(ROOT / "grammars").rglob("*.lark")], ids=lambda path: path.name
)
def test_no_group_is_repeated_possessively(path: Path) -> None:
    # Before Python 3.11.5 such a group keeps what it has read when it fails halfway (gh-106052).
    assert re.findall(r"\)[?*+]\+", path.read_text()) == []


def test_the_first_screen_of_the_readme_has_the_two_commands() -> None:
    screen = (ROOT / "README.md").read_text().splitlines()[:24]
    commands = [line.split()[0] for line in screen if line.startswith(("examples/", "tests/"))]

    assert commands == ["examples/run", "tests/run"]
    assert all((ROOT / command).is_file() for command in commands)
