"""What the report of a file rests on: every file that was looked for, and what was found."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from attrs import define, field, frozen

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.files import PolicyFolders, is_left_out


@frozen
class Question:
    """A file that was looked for. `importer` is the file that imports it; empty for includes."""

    kind: Literal["include", "import"]
    path: str
    magic: bool
    importer: str = ""


Found = tuple[tuple[str, str], ...]
"""The files that were found, each with a hash of its bytes. A folder gives one for each file in it."""


@frozen
class Read:
    """A question and its answer; None where there is no such file."""

    question: Question
    found: Found | None


@define
class Disk:
    """Hashes of files as they were when somebody first asked."""

    _hashes: dict[str, str] = field(factory=dict)
    _real: dict[str, str] = field(factory=dict)

    def hash(self, path: str | os.PathLike[str]) -> str:
        """A hash of the file's bytes; empty where it cannot be read."""
        name = os.fspath(path)
        if name not in self._hashes:
            try:
                self._hashes[name] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            except OSError:
                self._hashes[name] = ""
        return self._hashes[name]

    def real(self, path: str | os.PathLike[str]) -> str:
        """The file's path without links."""
        name = os.fspath(path)
        if name not in self._real:
            self._real[name] = os.path.realpath(name)
        return self._real[name]


class NotingFolders(PolicyFolders):
    """Policy folders that note what they are asked for each file that is linted."""

    def __init__(self, include: tuple[str, ...], disk: Disk | None = None) -> None:
        super().__init__(include)
        self.include = include
        self.disk = disk or Disk()
        self._answers: dict[Question, Found | None] = {}
        self._noted: dict[Question, None] = {}

    def begin(self) -> None:
        """Forget what was asked for another file."""
        self._noted = {}

    def reads(self) -> tuple[Read, ...]:
        """What was asked since `begin`."""
        return tuple(Read(question, self.answer(question)) for question in self._noted)

    def answer(self, question: Question) -> Found | None:
        """What is found now, or was when this was first asked."""
        if question not in self._answers:
            self._answers[question] = self._look(question)
        return self._answers[question]

    def included(self, wanted: ast.Include | ast.Abi) -> tuple[ast.PolicyFile, ...] | None:
        """The files of an include, and a note of it."""
        self._note(Question("include", wanted.path, wanted.magic))
        return super().included(wanted)

    def include_path(self, wanted: ast.Include | ast.Abi) -> Path | None:
        """Where the file of an include is, and a note of it."""
        self._note(Question("include", wanted.path, wanted.magic))
        return super().include_path(wanted)

    def features(self, abi: ast.Abi) -> Features | None:
        """What the ABI mediates, and a note of it."""
        self._note(Question("include", abi.path, abi.magic))
        return super().features(abi)

    def imported(self, wanted: ast.Import, importer: str) -> ast.PolicyFile | None:
        """The file of an import, and a note of it."""
        self._note(Question("import", wanted.path, wanted.magic, importer))
        return super().imported(wanted, importer)

    def _note(self, question: Question) -> None:
        self._noted[question] = None
        # Before the file is read: what changes between the two then differs from the note, and is looked at again.
        self.answer(question)

    def _look(self, question: Question) -> Found | None:
        files = self._files(question)
        return None if files is None else tuple((os.fspath(file), self.disk.hash(file)) for file in files)

    def _files(self, question: Question) -> list[Path] | None:
        if question.kind == "import":
            try:
                path = self.import_path(ast.Import(question.path, question.magic), question.importer)
            except PolicyError:
                return None  # no name of a file: that does not depend on the files there are
            return [path] if path.is_file() else None
        found = super().include_path(ast.Include(question.path, question.magic))
        if found is not None and found.is_dir():
            return sorted(child for child in found.iterdir() if child.is_file() and not is_left_out(child.name))
        return None if found is None else [found]


def files_of(reads: tuple[Read, ...], kind: Literal["include", "import"] | None = None) -> Iterator[str]:
    """The files that were found, by the names under which they were."""
    for read in reads:
        if kind is None or read.question.kind == kind:
            yield from (name for name, _ in read.found or ())
