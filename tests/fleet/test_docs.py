"""The page about the formats has every key and every code, and its examples are fleets."""

import ast
import json
import re
from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from tests.docs.blocks import Block, blocks_of
from tests.fleet.fleets import codes, said
from tests.fleet.test_schemas import SCHEMAS, keys_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fleet-json.md"
MAKERS = {
    "error": 0,
    "warning": 0,
    "notice": 0,
    "_finding": 0,
    "_shared": 0,
    "Diagnostic": 0,
    "pattern": 1,
    "one_of": 1,
}
"""Functions that make a diagnostic, and which of their arguments is its code."""

OTHERS = {"compile.py", "inputs.py", "lint.py", "deploy/write.py", "linting/since.py"}
"""Modules of the wing that are not about the formats."""


def codes_in_the_program() -> set[str]:
    folder = ROOT / "apparmor_dsl" / "fleet"
    files = [file for file in folder.rglob("*.py") if str(file.relative_to(folder)) not in OTHERS]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    found = {"json-syntax", "json-too-deep"}
    for call in calls:
        index = MAKERS.get(call.func.id, 99) if isinstance(call.func, ast.Name) else 99
        argument = call.args[index] if index < len(call.args) else None
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            found.add(argument.value)
    return found


def in_backquotes() -> set[str]:
    text = re.sub(r"^```.*?^```", "", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"`([^`]+)`", text))


def test_the_page_has_every_code() -> None:
    assert len(codes_in_the_program()) > 60
    assert codes_in_the_program() - in_backquotes() == set()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_page_has_every_key(name: str) -> None:
    words = {word for each in in_backquotes() for word in re.findall(r"[$\w]+", each)}

    assert keys_of(SCHEMAS[name]) - words == set()


@pytest.mark.parametrize("block", [block for block in blocks_of(PAGE, ROOT) if block.language == "json"], ids=str)
def test_an_example_is_a_fleet(block: Block) -> None:
    document = json.loads(block.text)

    assert codes(said(document), Severity.ERROR) == []
