"""Real policy means to us what it means to the parser that compiles it: the same for all strings."""

from pathlib import Path

import pytest

from apparmor_dsl.analysis.equal import Unlike
from apparmor_dsl.analysis.equivalence import Differs, Same, equivalence
from apparmor_dsl.fleet.compile import compile_paths
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.apparmor_parser import parser_at
from apparmor_dsl.semantics.files import is_left_out
from tests.parser_oracle.oracle import BASE

pytestmark = pytest.mark.needs_apparmor_parser

ROOT = Path(__file__).resolve().parents[2]
LOADED = (
    sorted(file for file in BASE.iterdir() if file.is_file() and not is_left_out(file.name)) if BASE.is_dir() else []
)
SHIPPED = sorted((ROOT / "policies" / "profiles").glob("*.aadsl"))


@pytest.mark.parametrize("file", LOADED, ids=lambda file: file.name)
def test_debians_profiles_mean_what_the_parser_compiles(file: Path) -> None:
    found = equivalence(read_source(file).text, parser_at(), name=file.name)

    assert [one for one in found if not isinstance(one, Same)] == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_our_profiles_mean_what_the_parser_compiles(file: Path) -> None:
    (made,) = compile_paths([file]).profiles

    assert [type(one) for one in equivalence(made.text, parser_at(), name=made.file_name)] == [Same]


def test_a_model_of_another_version_differs_with_a_witness() -> None:
    """So that a comparison that cannot fail is not taken for one that holds."""
    from attrs import evolve

    from apparmor_dsl.semantics.targets import TARGETS

    text = "profile p {\n  mount options=(rw, make-slave) -> /srv/**,\n}\n"
    installed = parser_at()
    other = TARGETS["apparmor-5.0" if installed.target.version < (4, 1) else "apparmor-3.0"]
    (found,) = equivalence(text, evolve(installed, target=other))

    assert isinstance(found, Differs)
    assert isinstance(found.differences[0], Unlike)
    assert found.differences[0].witness.startswith(b"\x07/srv/")
