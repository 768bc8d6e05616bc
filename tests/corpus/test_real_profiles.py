"""Every version of the profiles of a real fleet: what loads keeps its meaning, and each mistake gets one answer."""

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse_source, read_source
from apparmor_dsl.semantics.compile import Compilation, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from tests.conftest import CORPUS
from tests.parser_oracle.oracle import accepts, binary

pytestmark = [pytest.mark.needs_corpus, pytest.mark.needs_apparmor_parser]

FOLDER = CORPUS / "phoenix" / "profiles"

INCLUDE = "include-in-profile-preamble"
MISTAKES = {
    "lxc-gpu-docker-storage.2025-09-24.a7188d2": [(32, "missing-comma")],
    "lxc-gpu-docker-storage.2025-09-26.51299a9": [(32, "qualifier-order")],
    "lxc-gpu-docker-storage.2025-09-26.d65c575": [(32, "qualifier-order")],
    "lxc-gpu-docker-storage.2025-09-26.e85de99": [(25, "planned-syntax"), (26, "planned-syntax")],
    "lxc-gpu-docker-storage.2025-09-29.c6672e0": [(39, "planned-syntax"), (40, "planned-syntax")],
    "lxc-nvidia-gpu-base.2025-09-24.cad4579": [(5, INCLUDE)],
    "lxc-nvidia-gpu-docker.2025-09-24.cad4579": [(5, INCLUDE)],
    "lxc-phoenix-nvidia-gpu.2025-09-24.cad4579": [(5, INCLUDE)],
    "lxc-phoenix-v1.2025-09-26.e85de99": [(25, "planned-syntax"), (26, "planned-syntax")],
    "lxc-phoenix-v1.2025-09-29.c6672e0": [(39, "planned-syntax"), (40, "planned-syntax")],
}
"""The mistakes of each version that never loaded: line and what is said there."""


def compiled(file: Path) -> Compilation:
    return compile_policy(
        parse_source(read_source(file), "apparmor"), PolicyFolders(), dialect="apparmor", file_name=file.name
    )


def versions() -> list[Path]:
    return sorted(FOLDER.iterdir())


def test_those_that_load_compile_to_the_same_policy() -> None:
    loading = [file for file in versions() if file.name not in MISTAKES]
    assert len(loading) == 12

    for file in loading:
        compilation = compiled(file)
        assert compilation.diagnostics == ()
        assert [binary(one.text) for one in compilation.files] == [binary(read_source(file).text)], file.name


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_each_mistake_of_those_that_do_not_is_said_once_at_its_own_line(name: str) -> None:
    file = FOLDER / name
    assert not accepts(read_source(file).text)

    try:
        found = compiled(file).diagnostics
    except PolicyError as refused:
        found = refused.diagnostics
    said = [(one.span.line, one.code) for one in found if one.span and one.span.source.name == str(file)]

    assert len(said) == len(found)
    assert said == MISTAKES[name]
