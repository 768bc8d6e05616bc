"""Every example does what its README says, and what comes out is in its `expected` folder.

After a change on purpose: run the command, read the difference, copy `build` over `expected`.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of, commands_of
from tests.docs.test_docs import command_in
from tests.parser_oracle import oracle

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())


def commands(example: Path) -> list[str]:
    """The commands in the README of the example."""
    blocks = blocks_of(example / "README.md", ROOT)
    return [command.text for block in blocks if block.language == "console" for command in commands_of(block)]


def tree(folder: Path) -> dict[str, str]:
    """The files below the folder by path, without source maps: those follow every line of the shipped fragments."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_text() for path in files if ".aadsl" not in path.parts}


@pytest.fixture
def built(example: Path, tmp_path: Path) -> Path:
    """What the commands of the example make, in a copy of the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.rmtree(tmp_path / "examples" / example.name / "expected")
    environment = {
        **os.environ,
        "PATH": f"{command_in(tmp_path / 'bin')}:{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }
    for command in commands(example):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

        assert done.returncode == 0, f"$ {command}\n{done.stdout}"
    return tmp_path / "build"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_makes_what_is_expected(example: Path, built: Path) -> None:
    expected = tree(example / "expected")

    assert expected
    assert tree(built) == expected


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    "profile", [path for path in sorted((ROOT / "examples").glob("*/expected/profiles/*")) if path.is_file()], ids=str
)
def test_apparmor_parser_accepts_every_expected_profile(profile: Path) -> None:
    verdict = oracle.accepts(profile.read_text())

    assert verdict, verdict.message
    assert len(oracle.names(profile.read_text())) == 1


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_configuration_of_a_container_names_profiles_that_are_there(example: Path) -> None:
    """Or those that LXC has: `generated`, `unconfined`."""
    profiles = {path.name for path in (example / "expected" / "profiles").iterdir()}
    labels = {
        label.partition("//")[0]
        for text in tree(example / "expected").values()
        for label in re.findall(r"^lxc\.apparmor\.profile ?[=:] (.+)$", text, re.MULTILINE)
    }

    assert labels - {"generated", "unconfined"} <= profiles
