"""One broken input each: what is said of it, as a person sees it.

A case is a file, or a folder whose `main` includes and imports the others. What is said stands in `__snapshots__`, the
source above it; read it before you bless it with `--snapshot-update`.
"""

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from apparmor_dsl.diagnostics import full
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import parser
from apparmor_dsl.language.parser import parse_source, read_source
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders

CASES = sorted((Path(__file__).parent / "cases").iterdir())
ONLY_IN_CODE = {"too-deep", "binary-file", "unreadable-file"}
"""Codes of the parser that no readable file shows; they have tests of their own."""

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)


class Page(SingleFileSnapshotExtension):
    """One text file a case."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


def diagnostics(case: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    """What is said when the case is compiled from its own folder, so that no path of this machine shows."""
    main = next(case.glob("main.*")) if case.is_dir() else case
    monkeypatch.chdir(main.parent)
    dialect = "aadsl" if main.suffix == ".aadsl" else "apparmor"
    try:
        policy = parse_source(read_source(main.name), dialect)  # type: ignore[arg-type] # one of the two
        return compile_policy(policy, PolicyFolders(["include"]), dialect=dialect, file_name=main.name).diagnostics  # type: ignore[arg-type] # as above
    except PolicyError as refused:
        return refused.diagnostics


def source(case: Path) -> str:
    if case.is_file():
        return case.read_text()
    files = sorted(file for file in case.rglob("*") if file.is_file())
    return "\n".join(f"--- {file.relative_to(case)}\n{file.read_text()}" for file in files)


@each_case
def test_what_is_said(case: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    found = diagnostics(case, monkeypatch)

    assert f"{source(case)}\n{'=' * 60}\n{full.render(found)}" == snapshot(extension_class=Page)


@each_case
def test_every_error_has_its_place(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = diagnostics(case, monkeypatch)

    assert found
    assert [one for one in found if one.span is None] == []


def test_every_code_of_the_parser_has_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [file.read_text() for file in Path(parser.__file__).parent.rglob("*.py")]
    codes = {code for text in texts for code in re.findall(r'(?:refuse|error)\(\s*"([a-z-]+)"', text)}
    shown = {one.code for case in CASES for one in diagnostics(case, monkeypatch)}

    assert {"missing-comma", "network-word"} < codes
    assert codes - shown - ONLY_IN_CODE == set()
