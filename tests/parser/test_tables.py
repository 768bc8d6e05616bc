"""The tables are kept between runs, and what is kept is never trusted further than it should be."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from apparmor_dsl.language.parser import tables as module
from apparmor_dsl.language.parser.tables import Tables, build_tables, tables

PROGRAM = """
import sys
from apparmor_dsl.language.parser import parse
assert parse("profile p { /a r, }").profiles
print("lark" in sys.modules)
"""


def imports_lark(cache: Path, root: Path) -> bool:
    """Whether a new process needs Lark to parse a text."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() == "True"


def test_a_second_process_reads_the_kept_tables_and_needs_no_lark(tmp_path: Path, root: Path) -> None:
    assert imports_lark(tmp_path, root)
    assert not imports_lark(tmp_path, root)


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path, root: Path) -> None:
    (tmp_path / "aadsl").write_text("a file stands where the folder would be")

    assert imports_lark(tmp_path, root)
    assert imports_lark(tmp_path, root)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Tables]:
    """The tables that were made anew, the latest last."""
    made: list[Tables] = []

    def build(grammar: str) -> Tables:
        made.append(build_tables(grammar))
        return made[-1]

    monkeypatch.setattr(module, "build_tables", build)
    return made


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Tables]) -> Path:
    """The file in which the tables were kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    read_or_make("apparmor")
    (file,) = (tmp_path / "aadsl").iterdir()
    return file


read_or_make = tables.__wrapped__
"""As in a new process."""


def test_kept_tables_are_the_tables_that_were_made(kept: Path, built: list[Tables]) -> None:
    assert [read_or_make("apparmor")] == built


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def change_a_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def let_others_write(file: Path) -> None:
    file.chmod(0o666)


@pytest.mark.parametrize("spoil", [truncate, change_a_byte, empty, let_others_write])
def test_spoiled_tables_are_made_anew(kept: Path, built: list[Tables], spoil: Callable[[Path], None]) -> None:
    spoil(kept)
    found = read_or_make("apparmor")

    assert len(built) == 2
    assert found == built[-1]


def test_tables_that_another_user_kept_are_not_read(
    kept: Path, built: list[Tables], monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    read_or_make("apparmor")

    assert len(built) == 2


def test_spoiled_tables_are_replaced_by_good_ones(kept: Path, built: list[Tables]) -> None:
    truncate(kept)
    read_or_make("apparmor")
    read_or_make("apparmor")

    assert len(built) == 2


def test_each_dialect_keeps_tables_of_its_own(kept: Path, built: list[Tables]) -> None:
    read_or_make("aadsl")

    assert len(built) == 2
    assert len(list(kept.parent.iterdir())) == 2
