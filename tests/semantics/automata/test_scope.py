"""The package is about regular languages, and about nothing else."""

import ast
import re
from pathlib import Path

import pytest

from apparmor_dsl.semantics import automata

FILES = sorted(Path(str(automata.__file__)).parent.glob("*.py"))
WORDS = re.compile(r"apparmor(?!_dsl)|profile|\bglob|policy|kernel|\brule\b|exec|deny|permission", re.IGNORECASE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_knows_nothing_of_what_its_languages_are_for(file: Path) -> None:
    assert WORDS.findall(file.read_text()) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_imports_nothing_of_ours_but_itself(file: Path) -> None:
    imports = [node.module or "" for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)]

    ours = [name for name in imports if name.startswith("apparmor_dsl")]
    assert all(name.startswith("apparmor_dsl.semantics.automata") for name in ours)
