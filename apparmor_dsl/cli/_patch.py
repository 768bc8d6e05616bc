"""Shows what would change in a file, as patch(1) reads it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import unified_diff

from apparmor_dsl.cli._rewrite import encoded


def patch(name: str, before: str, after: str) -> str:
    """The patch that makes the one text the other."""
    return "".join(_patch(name, before, after))


def write_out(text: str) -> None:
    """Write to standard output, every byte as it was read."""
    sys.stdout.flush()
    sys.stdout.buffer.write(encoded(text))
    sys.stdout.buffer.flush()


def _patch(name: str, before: str, after: str) -> Iterator[str]:
    for line in unified_diff(_lines(before), _lines(after), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]
