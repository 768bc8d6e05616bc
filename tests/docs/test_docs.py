"""What the documentation shows is true: policy can be read and compiled, commands and programs say what is shown."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from tests.docs.blocks import Block, agrees, blocks_of, commands_of
from tests.parser_oracle import oracle

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = [block for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] for block in blocks_of(page, ROOT)]
RUNNABLE = sorted({block.page for block in BLOCKS if block.language in {"console", "python"}})
TESTED_ELSEWHERE = {Path("docs/errors"), Path("docs/lints")}
"""By test_errors.py and test_lints.py."""
SHOWN = {"", "ini", "markdown", "output", "sh", "toml", "yaml"}
"""Neither read nor run; `output` is compared with what the program before it printed."""
OPTIONS = {"error", "exit", "file", "notice", "since", "target", "warning"}
OPTIONS_OF_LINTS = {"also", "complete", "fixed", "refused"}
WHOLE = [block for block in BLOCKS if block.language == "apparmor" and not {"file", "refused"} & set(block.options)]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_can_be_read(block: Block) -> None:
    assert set(block.options) <= OPTIONS | (OPTIONS_OF_LINTS if block.page.parent == Path("docs/lints") else set())
    match block.language:
        case "aadsl" | "apparmor" | "fleet" if block.page.parent in TESTED_ELSEWHERE:
            pass
        case "apparmor" | "aadsl" as dialect:
            read_policy(block, dialect)
        case "json":
            json.loads(block.text)
        case "python":
            compile(block.text, str(block), "exec")
        case "console":
            assert commands_of(block)
        case _:
            assert block.language in SHOWN


def test_the_readme_leads_to_every_page() -> None:
    text = (ROOT / "README.md").read_text()

    assert [page.name for page in sorted(ROOT.glob("docs/*.md")) if f"(docs/{page.name})" not in text] == []


def read_policy(block: Block, dialect: Literal["apparmor", "aadsl"]) -> None:
    """Parsed, and a file in our language also composed, as `aadsl compile` would."""
    from apparmor_dsl.language.parser import parse
    from apparmor_dsl.semantics.compile import compile_policy
    from apparmor_dsl.semantics.files import PolicyFolders

    wrong: tuple[Diagnostic, ...] = ()
    try:
        policy = parse(block.text, str(block.page), dialect=dialect)
        if dialect == "aadsl":
            wrong = compile_policy(policy, PolicyFolders(), dialect=dialect).diagnostics
    except PolicyError as refused:
        wrong = refused.diagnostics

    expected = {block.options["error"]} if "error" in block.options else set()
    assert {found.code for found in wrong if found.severity is Severity.ERROR} == expected


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("block", WHOLE, ids=str)
def test_apparmor_parser_says_what_the_page_says(block: Block) -> None:
    since = tuple(int(part) for part in block.options.get("since", "0").split("."))
    if "error" in block.options and oracle.version() < since:
        return  # before, it was accepted, or was an error for another reason
    expected = "error" not in block.options and oracle.version() >= since
    verdict = oracle.accepts(as_file(block.text))

    assert verdict.accepted == expected, verdict.message or "apparmor_parser accepts it"


def as_file(text: str) -> str:
    """Rules alone are put into a profile, the only place where apparmor_parser takes them."""
    from apparmor_dsl.language import ast
    from apparmor_dsl.language.parser import parse

    with contextlib.suppress(PolicyError):
        statements = parse(text).statements
        if all(isinstance(item, ast.BaseRule | ast.Block | ast.Conditional) for item in statements):
            return f"profile example {{\n{text}}}\n"
    return text


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("page", RUNNABLE, ids=str)
def test_a_page_runs_from_top_to_bottom(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one copy of examples/, so that a later block finds what an earlier one wrote."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path / "examples")
    monkeypatch.setenv("PATH", f"{command_in(tmp_path / 'bin')}:{os.environ['PATH']}:/usr/sbin")
    for name, value in {"COLUMNS": "120", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    namespace: dict[str, object] = {"__name__": "__main__"}
    printed = ""
    for block in [block for block in BLOCKS if block.page == page]:
        if "file" in block.options:
            path = Path(block.options["file"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
        elif block.language == "console":
            run_commands(block)
        elif block.language == "python":
            printed = run_program(block, namespace)
        elif block.language == "output":
            assert agrees(printed, block.text), f"{block}: the program before it printed\n{printed}"


def command_in(folder: Path) -> Path:
    """Makes the `aadsl` of this tree a command in the folder, whether or not the package is installed."""
    folder.mkdir()
    (folder / "aadsl").write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from apparmor_dsl.cli.app import main\nsys.exit(main())\n"
    )
    (folder / "aadsl").chmod(0o755)
    return folder


def run_commands(block: Block) -> None:
    commands = commands_of(block)
    for command in commands:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command.text],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        seen = f"{block.page}:{command.line}: $ {command.text}\n{done.stdout}"

        assert done.returncode == (int(block.options.get("exit", "0")) if command is commands[-1] else 0), seen
        assert command.output is None or agrees(done.stdout, command.output), seen


def run_program(block: Block, namespace: dict[str, object]) -> str:
    # The empty lines before it make a traceback name the line of the page.
    code = compile("\n" * (block.line - 1) + block.text, str(ROOT / block.page), "exec")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, namespace)  # noqa: S102 - the page is ours
    return printed.getvalue()
