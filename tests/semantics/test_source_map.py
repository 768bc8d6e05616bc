"""Every emitted line leads back to where it was written, and the same input gives the same bytes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse, parse_file
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.compile import Compiled, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from tests.semantics.composing import compiled, statements

PROFILES = sorted((shipped("policies") / "profiles").glob("*.aadsl"))

MAIN = dedent("""\
    import <one>
    profile p {
      /own r,
      use a(@{x} = /srv),
    }
    """)
ONE = dedent("""\
    # Why this is needed.
    fragment a(@{x}) {
      # Reads what it serves.
      @{x}/** r,
      owner {
        /tmp/* rw,
      }
    }
    """)


def test_the_map_names_file_line_column_and_route_of_every_statement() -> None:
    file = compiled(MAIN, {"one": ONE})
    lines = {entry["line"]: entry["origins"] for entry in json.loads(file.source_map())["lines"]}
    by_text = {file.text.splitlines()[line - 1].strip(): origins for line, origins in lines.items()}

    def at(name: str, line: int, column: int) -> dict[str, object]:
        return {"file": name, "line": line, "column": column}

    used = [{"fragment": "a", **at("main", 4, 3)}]
    assert by_text["/own r,"] == [{**at("main", 3, 3), "route": []}]
    assert by_text["@{a_x}/** r,"] == [{**at("one", 4, 3), "route": used}]
    assert by_text["owner /tmp/* rw,"] == [{**at("one", 6, 5), "route": used}]
    assert by_text["profile p {"] == [{**at("main", 2, 1), "route": []}]


def test_the_map_says_which_file_it_is_of() -> None:
    found = json.loads(compiled(MAIN, {"one": ONE}).source_map())

    assert (found["file"], found["profiles"], found["target"]) == ("p", ["p"], "apparmor-4.1")


def test_comments_above_a_rule_stand_above_it_again() -> None:
    lines = [line.strip() for line in compiled(MAIN, {"one": ONE}).text.splitlines()]

    assert lines[lines.index("@{a_x}/** r,") - 1] == "# Reads what it serves."
    assert lines[lines.index("@{a_x}/** r,") - 2] == "# from fragment a"


def compiled_shipped(path: Path) -> tuple[Compiled, ...]:
    return compile_policy(parse_file(path), PolicyFolders(), dialect="aadsl").files


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_origin_of_a_shipped_rule_is_a_text_that_says_it(path: Path) -> None:
    """But for the names of variables, which are those of the file it was written in."""
    looked_at = 0
    for file in compiled_shipped(path):
        nodes = {item.span.line: item for item in statements(parse(file.text).statements) if item.span}
        for line, origins in file.origins.items():
            node = nodes[line]
            if not isinstance(node, BaseRule | ast.Include) or isinstance(node, ast.Profile):
                continue
            looked_at += 1
            for origin in origins:
                assert origin.span is not None
                written = parse(f"profile p {{\n{origin.span.text}\n}}", dialect="aadsl").profiles[0].body
                assert without_names(emit_rules(*written)) == without_names(emit_rules(node))

    assert looked_at > 10


def emit_rules(*items: ast.BodyItem) -> str:
    return emit(ast.PolicyFile(items))


def without_names(text: str) -> str:
    return re.sub(r"@\{\w+\}", "@{}", text)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_statement_of_a_shipped_profile_has_its_origin(path: Path) -> None:
    for file in compiled_shipped(path):
        lines = {item.span.line for item in statements(parse(file.text).statements) if item.span}

        assert lines == set(file.origins)


PROGRAM = """
import sys
from apparmor_dsl.language.parser import parse_file
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
for path in sys.argv[1:]:
    for file in compile_policy(parse_file(path), PolicyFolders(), dialect="aadsl").files:
        sys.stdout.write(file.text + file.source_map())
"""


@pytest.mark.needs_apparmor_parser
def test_the_same_input_gives_the_same_bytes_in_every_process(tmp_path: Path, root: Path) -> None:
    """Even where the tables of the grammar were made anew, whose states Lark numbers in another order each time."""
    said = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *map(str, PROFILES)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(root),
                "XDG_CACHE_HOME": str(tmp_path / seed),
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    ]

    assert len(said[0]) > 10_000
    assert said[0] == said[1] == said[2]
