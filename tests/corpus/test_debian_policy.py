"""Real policy through our tree and back: what comes out compiles to the same bytes as what went in.

The profiles are those that the packages of this machine brought: everything that the boot script would load from
/etc/apparmor.d, and the profiles that Debian ships beside as examples.
"""

from functools import cache
from pathlib import Path

import pytest

from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse, parse_source, read_source
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders, is_left_out
from tests.parser_oracle.oracle import BASE, binary

pytestmark = pytest.mark.needs_apparmor_parser

EXTRA = Path("/usr/share/apparmor/extra-profiles")


def profile_files() -> list[Path]:
    """What is loaded, and not meant to be included: the files directly in the folders."""
    return [
        file
        for folder in (BASE, EXTRA)
        if folder.is_dir()
        for file in sorted(folder.iterdir())
        if file.is_file() and not is_left_out(file.name)
    ]


def files_to_include() -> list[Path]:
    """Abstractions, tunables, local additions, LXC's pieces: whatever stands below the base and is policy."""
    return [
        file
        for folder in (sorted(BASE.iterdir()) if BASE.is_dir() else ())
        if folder.is_dir() and folder.name not in {"abi", "cache", "cache.d", "disable", "force-complain"}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not is_left_out(file.name)
    ]


PROFILES = profile_files()
INCLUDED = files_to_include()

each_profile = pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.name)


@cache
def text_of(file: Path) -> str:
    return read_source(file).text


@cache
def original(file: Path) -> bytes:
    return binary(text_of(file))


@cache
def emitted(file: Path) -> str:
    return emit(parse_source(read_source(file), "apparmor"))


def test_there_is_policy_to_look_at() -> None:
    """Debian 12 has 29 profiles and 116 extra ones, and 170 files for them to include."""
    assert len(PROFILES) > 100
    assert len(INCLUDED) > 100


@each_profile
def test_what_we_emit_of_a_profile_compiles_to_the_same_policy(file: Path) -> None:
    assert binary(emitted(file)) == original(file)


@each_profile
def test_compiling_a_plain_profile_keeps_its_policy(file: Path) -> None:
    compilation = compile_policy(
        parse_source(read_source(file), "apparmor"), PolicyFolders(), dialect="apparmor", file_name=file.name
    )

    assert compilation.diagnostics == ()
    assert [binary(compiled.text) for compiled in compilation.files] == [original(file)]


@pytest.mark.parametrize("file", [*PROFILES, *INCLUDED], ids=lambda file: f"{file.parent.name}/{file.name}")
def test_what_we_emit_is_read_back_as_the_same_tree(file: Path) -> None:
    assert parse(emitted(file)) == parse(text_of(file))


@pytest.fixture(scope="module")
def emitted_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like /etc/apparmor.d in which every file to include is as we emit it."""
    base = tmp_path_factory.mktemp("base")
    for file in INCLUDED:
        copy = base / file.relative_to(BASE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(emitted(file).encode("utf-8", "surrogateescape"))
    return base


@each_profile
def test_what_we_emit_of_the_included_files_compiles_to_the_same_policy(file: Path, emitted_base: Path) -> None:
    assert binary(text_of(file), include=(emitted_base,)) == original(file)


def test_the_included_files_that_we_emit_are_the_ones_that_are_read(emitted_base: Path, tmp_path: Path) -> None:
    """Otherwise the test above compares the files of this machine with themselves."""
    changed = tmp_path / "abstractions" / "base"
    changed.parent.mkdir()
    changed.write_text((emitted_base / "abstractions" / "base").read_text() + "/only/here r,\n")
    text = "include <tunables/global>\nprofile p { include <abstractions/base> }\n"

    assert binary(text, include=(tmp_path, emitted_base)) != binary(text, include=(emitted_base,))
