"""The second opinion of other days: apparmor_parser as later suites of Debian have it, beside the installed one.

`.ci/newer-parsers` fetches them into `.cache/parsers`; AADSL_PARSERS names another folder that it, or somebody, made.
"""

import os
import re
from functools import cache
from pathlib import Path

from attrs import frozen

from tests.parser_oracle import oracle

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("AADSL_PARSERS") or ROOT / ".cache" / "parsers")
"""Has a folder for each parser, with the command `apparmor_parser` and the file `version`."""


@frozen
class Parser:
    """One apparmor_parser: its version, and the command that runs it."""

    version: tuple[int, ...]
    command: str

    def __str__(self) -> str:
        return ".".join(map(str, self.version))

    def binary(
        self, text: str, *options: str, features: Path = oracle.FEATURES, include: tuple[Path, ...] = ()
    ) -> bytes:
        """The compiled policy. Raises ValueError, with the parser's words, where it refuses the text."""
        return oracle.answer(text, "--stdout", *options, features=features, include=include, parser=self.command)

    def accepts(self, text: str, *, features: Path = oracle.FEATURES, include: tuple[Path, ...] = ()) -> oracle.Verdict:
        """Whether the parser compiles the text."""
        return oracle.ask(text, "--stdout", features=features, include=include, parser=self.command)[1]


@cache
def newer() -> tuple[Parser, ...]:
    """The parsers of later suites that are here, one of each version, the oldest first."""
    found = {
        tuple(map(int, re.findall(r"\d+", file.read_text()))): file.with_name("apparmor_parser")
        for file in FOLDER.glob("*/version")
    }
    return tuple(Parser(version, str(command)) for version, command in sorted(found.items()))


@cache
def parsers() -> tuple[Parser, ...]:
    """The installed parser and the newer ones, the oldest first. A test of all is marked `needs_newer_parsers`."""
    installed = (Parser(oracle.version(), oracle.PARSER),) if oracle.PARSER else ()
    return (*installed, *newer())


@cache
def newest() -> Parser:
    """The newest parser that is here."""
    return parsers()[-1]
