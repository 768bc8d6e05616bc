"""`import apparmor_dsl as aa` gives what `__all__` lists, documented, and costs little."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import apparmor_dsl as aa

ROOT = Path(__file__).resolve().parent.parent


def test_the_verbs_are_there() -> None:
    assert {"compile", "emit", "parse", "parse_file"} <= set(aa.__all__)


def test_every_name_of_the_list_exists_and_stands_there_once() -> None:
    assert [name for name in aa.__all__ if not hasattr(aa, name)] == []
    assert len(aa.__all__) == len(set(aa.__all__))


def test_no_module_is_a_public_name() -> None:
    assert [name for name in aa.__all__ if isinstance(getattr(aa, name), ModuleType)] == []


def test_every_public_function_and_class_says_what_it_is() -> None:
    public = [getattr(aa, name) for name in aa.__all__]
    silent = [item for item in public if (inspect.isclass(item) or inspect.isroutine(item)) and not item.__doc__]

    assert silent == []


def test_every_public_function_is_typed() -> None:
    functions = [getattr(aa, name) for name in aa.__all__ if inspect.isfunction(getattr(aa, name))]
    untyped = [
        f"{function.__name__}({name})"
        for function in functions
        for name in [*inspect.signature(function).parameters, "return"]
        if name not in function.__annotations__
    ]

    assert untyped == []


def test_what_takes_long_to_import_is_imported_by_nobody_until_it_is_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, apparmor_dsl; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}

    assert loaded & {"jsonschema", "lark", "pydantic", "rich", "typer"} == set()


def test_nothing_prints_but_the_command() -> None:
    prints = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "apparmor_dsl").rglob("*.py"))
        if path.parent.name != "cli"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert prints == []
