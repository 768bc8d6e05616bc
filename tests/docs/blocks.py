"""Finds the fenced blocks of the documentation. What is done with each kind stands in CONTRIBUTING.md."""

import re
from pathlib import Path

from attrs import frozen

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,})(?P<info>[^`]*)")


@frozen
class Block:
    """A fenced block: ```` ```apparmor since=4.0 ````, the lines after it, and where they stand."""

    page: Path
    line: int
    """Of the first line inside, from 1."""
    language: str
    options: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: Path, root: Path) -> tuple[Block, ...]:
    """The blocks of a page, in order. An opening fence without a closing one is an error, not a long block."""
    found = []
    lines = page.read_text().splitlines()
    at = 0
    while at < len(lines):
        opening = _FENCE.fullmatch(lines[at])
        at += 1
        if opening is None:
            continue
        start = at
        while at < len(lines) and lines[at].strip() != opening["fence"]:
            at += 1
        if at == len(lines):
            raise ValueError(f"{page}:{start}: this block is never closed")
        indent = len(opening["indent"])
        text = "".join(f"{line[indent:]}\n" for line in lines[start:at])
        language, *words = opening["info"].split() or [""]
        options = dict(word.partition("=")[::2] for word in words)
        found.append(Block(page.relative_to(root), start + 1, language, options, text))
        at += 1
    return tuple(found)


@frozen
class Command:
    """`$ aadsl check site.aadsl` and the lines under it; no line: the output may be anything."""

    line: int
    text: str
    output: str | None


def commands_of(block: Block) -> tuple[Command, ...]:
    """The commands of a ```` ```console ```` block. A command that ends in a backslash goes on in the next line."""
    commands: list[Command] = []
    lines = block.text.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("$ "):
            raise ValueError(f"{block.page}:{block.line + at}: output without a command before it")
        start = at
        command = [lines[at].removeprefix("$ ")]
        while command[-1].endswith("\\"):
            at += 1
            command.append(lines[at])
        at += 1
        output = []
        while at < len(lines) and not lines[at].startswith("$ "):
            output.append(f"{lines[at]}\n")
            at += 1
        commands.append(Command(block.line + start, "\n".join(command), "".join(output) if output else None))
    return tuple(commands)


def agrees(output: str, expected: str) -> bool:
    """Whether the output is what the page shows. A line `...` there stands for any number of lines.

    Blanks at line ends and empty lines at the end do not count.
    """

    def tidy(text: str) -> str:
        return "".join(f"{line.rstrip()}\n" for line in text.rstrip().splitlines())

    pieces = re.split(r"(?m)^\.\.\.\n", tidy(expected))
    return re.fullmatch(r"(?:.*\n)*".join(map(re.escape, pieces)), tidy(output)) is not None
