"""What a block is, and when an output is the one that a page shows."""

from pathlib import Path

import pytest

from tests.docs.blocks import Block, Command, agrees, blocks_of, commands_of


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text)
    return path


def console(text: str) -> Block:
    return Block(Path("page.md"), 10, "console", {}, text)


def test_a_block_knows_its_language_options_and_line(tmp_path: Path) -> None:
    found = blocks_of(page(tmp_path, "Text\n\n```apparmor since=4.0\nall,\n```\n"), tmp_path)

    assert found == (Block(Path("page.md"), 4, "apparmor", {"since": "4.0"}, "all,\n"),)


def test_a_block_in_a_list_loses_the_indentation_of_the_list(tmp_path: Path) -> None:
    found = blocks_of(page(tmp_path, "- so:\n\n  ```apparmor\n  {\n    all,\n  }\n  ```\n"), tmp_path)

    assert [block.text for block in found] == ["{\n  all,\n}\n"]


def test_a_longer_fence_holds_a_shorter_one(tmp_path: Path) -> None:
    found = blocks_of(page(tmp_path, "````markdown\n```sh\n```\n````\n"), tmp_path)

    assert [(block.language, block.text) for block in found] == [("markdown", "```sh\n```\n")]


def test_a_block_that_is_never_closed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"page\.md:1: this block is never closed"):
        blocks_of(page(tmp_path, "```apparmor\nall,\n"), tmp_path)


def test_the_output_of_a_command_ends_at_the_next_command() -> None:
    assert commands_of(console("$ a \\\n  b\nsaid\n$ c\n")) == (
        Command(10, "a \\\n  b", "said\n"),
        Command(13, "c", None),
    )


def test_output_without_a_command_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"page\.md:10: output without a command"):
        commands_of(console("said\n"))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("a\nb\n", "a\nb\n"),
        ("a  \n\n\n", "a\n"),
        ("a\nb\nc\nd\n", "a\n...\nd\n"),
        ("a\nd\n", "a\n...\nd\n"),
        ("a\nb\n", "...\nb\n"),
        ("a\nb\n", "a\n...\n"),
    ],
)
def test_an_output_agrees(output: str, expected: str) -> None:
    assert agrees(output, expected)


@pytest.mark.parametrize(
    ("output", "expected"),
    [("a\nb\n", "a\n"), ("a\n", "a\nb\n"), ("a\nxb\n", "a\n...\nb\n"), ("axb\n", "a.b\n"), ("a\n", "...\nb\n")],
)
def test_an_output_differs(output: str, expected: str) -> None:
    assert not agrees(output, expected)
