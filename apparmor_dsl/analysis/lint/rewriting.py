"""Texts with edits in them, and policy as it would be with such texts in the place of its files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from apparmor_dsl.diagnostics.diagnostic import Edit
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse_source
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import PolicyFolders


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits, which do not overlap: everything else stays as it is."""
    made: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        made += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join([*made, text[at:]])


def overlap(one: Edit, other: Edit) -> bool:
    """Whether the edits are in each other's way."""
    first, second = one.span, other.span
    if first.start == second.start:
        return True
    return max(first.start, second.start) < min(first.end, second.end)


class EditedFolders(PolicyFolders):
    """Policy folders in which some files, by their real paths, have another text. The rest is read by `files`."""

    def __init__(self, files: PolicyFolders, texts: Mapping[str, str]) -> None:
        super().__init__(files.search_path())
        self._files = files
        self._texts = texts

    def parsed(self, path: Path, dialect: Dialect) -> ast.PolicyFile:
        """The tree of a file. Raises PolicyError."""
        real = os.path.realpath(path)
        if real not in self._texts:
            return self._files.parsed(path, dialect)
        key = (real, dialect)
        if key not in self._parsed:
            self._parsed[key] = parse_source(Source(os.fspath(path), self._texts[real]), dialect)
        return self._parsed[key]
