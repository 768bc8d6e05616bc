"""A command that has little to do is done at once: what is heavy is imported where it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

HEAVY = {"attr", "concurrent", "email", "importlib.metadata", "jsonschema", "json", "lark", "rich", "tempfile"}
"""What takes milliseconds. subprocess would be one of them, but typer imports it."""


def imported_by(*words: str) -> set[str]:
    """The modules that are there when `aadsl` with these words has ended."""
    program = (
        f"import sys\nsys.argv[1:] = {list(words)!r}\nfrom apparmor_dsl.cli.app import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint('modules:', *sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("modules:")[2].split())


def test_help_imports_nothing_heavy_and_no_part_of_the_compiler() -> None:
    loaded = imported_by("--help")

    assert "apparmor_dsl.cli.check" in loaded
    assert loaded & HEAVY == set()
    ours = {name for name in loaded if name.startswith("apparmor_dsl.") and not name.startswith("apparmor_dsl.cli")}
    assert ours == {"apparmor_dsl.fleet", "apparmor_dsl.fleet.processes"}  # how processes are run


@pytest.mark.needs_apparmor_parser
def test_checking_one_policy_imports_nothing_for_fleets_and_for_many_files() -> None:
    imported_by("check", "policies/profiles/lxc-nginx.aadsl")  # the tables are made where they were not kept
    loaded = imported_by("check", "policies/profiles/lxc-nginx.aadsl")

    assert "apparmor_dsl.semantics.compile" in loaded
    unwanted = {"apparmor_dsl.fleet.prepare", "concurrent", "email", "importlib.metadata", "jsonschema", "lark", "rich"}
    assert loaded & unwanted == set()
