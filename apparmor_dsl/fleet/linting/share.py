"""Files that are linted by one process, and what comes of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.lint.run import Asking, FileReport, Finding, lint_file
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.inputs import Input
from apparmor_dsl.fleet.linting.reads import NotingFolders, Read
from apparmor_dsl.fleet.processes import in_processes
from apparmor_dsl.language.parser import parse_source, read_source

FEWEST: Final = 8
"""Fewer files are linted before other processes have started."""

_LARGEST: Final = 12
"""So many files are handed out at a time: few, for one large profile can take as long as a hundred small ones."""


@frozen
class Linted:
    """An input; `alone` where it can be a file of profiles. Those below a folder can also be what others include."""

    input: Input
    alone: bool = True

    @property
    def name(self) -> str:
        """The name under which it is reported."""
        return os.fspath(self.input.path)


@frozen
class Report:
    """What was found in a file, and what was read for it. `hash` is that of the file itself."""

    of: Linted
    found: FileReport
    reads: tuple[Read, ...]
    hash: str


@frozen
class Share:
    """Files for one process, and what it needs to know of the rest."""

    inputs: tuple[Linted, ...]
    include: tuple[str, ...]
    asking: Asking


def lint_one(one: Linted, folders: NotingFolders, asking: Asking) -> Report:
    """Lint one file. What cannot be parsed is reported with its errors."""
    dialect: Final = "aadsl" if one.input.kind == "aadsl" else "apparmor"
    folders.begin()
    mark = folders.disk.hash(one.name)
    try:
        policy = parse_source(read_source(one.input.path), dialect)
        found = lint_file(policy, folders, asking, dialect=dialect, alone=one.alone)
    except PolicyError as problem:
        found = FileReport(one.name, tuple(map(Finding, problem.diagnostics)))
    return Report(one, found, folders.reads(), mark)


def lint_share(share: Share) -> tuple[Report, ...]:
    """Lint the files of a share."""
    return tuple(lint_one(one, _folders(share.include), share.asking) for one in share.inputs)


def lint_all(inputs: Sequence[Linted], folders: NotingFolders, asking: Asking, processes: int) -> Iterator[Report]:
    """Lint the files, in their order, by several processes where there are enough of them."""
    if processes < 2 or len(inputs) < FEWEST:
        yield from (lint_one(one, folders, asking) for one in inputs)
        return
    size = max(1, min(_LARGEST, -(-len(inputs) // (processes * 4))))
    shares = [Share(tuple(inputs[at : at + size]), folders.include, asking) for at in range(0, len(inputs), size)]
    for reports in in_processes(lint_share, shares, processes):
        yield from reports


@lru_cache(maxsize=1)
def _folders(include: tuple[str, ...]) -> NotingFolders:
    """The folders of the shares that this process gets one after the other: what they include is read once."""
    return NotingFolders(include)
