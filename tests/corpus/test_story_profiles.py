"""The profiles of a real fleet, of which ten never loaded: what their authors were told is what they could act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics import full
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.compile import compile_paths

INCLUDE = ("include-in-profile-preamble", "move the line to the top of the file, before `profile`")
ORDER = ("qualifier-order", "write `audit deny`")
PORT = (
    "planned-syntax",
    "write `peer=(port=53)` for the other end, `port=53` for this one; AppArmor reads it from 4.0 on",
)
REFUSED = {
    "lxc-gpu-docker-storage.2025-09-24.a7188d2": {5: INCLUDE, 32: ("missing-comma", "write `binfmt_misc,`")},
    "lxc-gpu-docker-storage.2025-09-26.51299a9": {5: INCLUDE, 32: ORDER},
    "lxc-gpu-docker-storage.2025-09-26.d65c575": {5: INCLUDE, 32: ORDER},
    "lxc-gpu-docker-storage.2025-09-26.e85de99": {25: PORT, 26: PORT},
    "lxc-gpu-docker-storage.2025-09-29.c6672e0": {39: PORT, 40: PORT},
    "lxc-nvidia-gpu-base.2025-09-24.cad4579": {5: INCLUDE},
    "lxc-nvidia-gpu-docker.2025-09-24.cad4579": {5: INCLUDE},
    "lxc-phoenix-nvidia-gpu.2025-09-24.cad4579": {5: INCLUDE},
    "lxc-phoenix-v1.2025-09-26.e85de99": {25: PORT, 26: PORT},
    "lxc-phoenix-v1.2025-09-29.c6672e0": {39: PORT, 40: PORT},
}
"""For each profile the lines that are wrong, with the code and the way out."""

pytestmark = [pytest.mark.needs_corpus, pytest.mark.needs_apparmor_parser]


@pytest.fixture(scope="module")
def profiles(corpus: Path) -> Path:
    return corpus / "phoenix" / "profiles"


def refusal(profile: Path) -> tuple[Diagnostic, ...]:
    """What is said of a profile that cannot be compiled; nothing of one that can."""
    try:
        compile_paths([profile])
    except PolicyError as refused:
        return refused.diagnostics
    return ()


@pytest.mark.parametrize("name", REFUSED)
def test_every_mistake_is_named_at_the_line_of_its_author_with_the_way_out(name: str, profiles: Path) -> None:
    found = refusal(profiles / name)

    assert {one.span.source.name for one in found if one.span} == {str(profiles / name)}
    assert [(one.span.line, (one.code, one.help)) for one in found if one.span] == [*REFUSED[name].items()]


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_that_was_made_twice_is_one_message(name: str, profiles: Path) -> None:
    told = full.render(refusal(profiles / name)).count("error[")

    assert told == len(set(REFUSED[name].values()))


def test_the_others_compile(profiles: Path) -> None:
    others = [file for file in profiles.iterdir() if file.name not in REFUSED]

    assert [file.name for file in others if refusal(file)] == []
    assert len(others) == 12
