"""Real policy means to us what it means to the parser that compiles it: the same for all strings.

Debian's profiles, ours, those that LXC made, a real fleet's, and a sample of upstream's parser tests; each parser that
is here is asked. Where we disagree, and know it, stands in known_gaps.toml.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

from apparmor_dsl.analysis.equal import Unlike
from apparmor_dsl.analysis.equivalence import Differs, Equivalence, Same, equivalence
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.compile import compile_paths
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.apparmor_parser import Parser, parser_at
from apparmor_dsl.semantics.files import is_left_out
from apparmor_dsl.semantics.targets import TARGETS
from tests.conftest import CORPUS
from tests.corpus.upstream import FEATURES, cases, known_gaps, lay_out
from tests.parser_oracle.newer import newer
from tests.parser_oracle.oracle import BASE, PARSER
from tests.semantics.model import kernels

pytestmark = pytest.mark.needs_apparmor_parser

ROOT = Path(__file__).resolve().parents[2]
LOADED = (
    sorted(file for file in BASE.iterdir() if file.is_file() and not is_left_out(file.name)) if BASE.is_dir() else []
)
SHIPPED = sorted((ROOT / "policies" / "profiles").glob("*.aadsl"))
EXAMPLES = sorted((ROOT / "examples").glob("*/expected/profiles/lxc*"))
OF_OTHERS = sorted(CORPUS.glob("lxc-generated/*")), sorted(CORPUS.glob("phoenix/profiles/*"))
KERNEL_6_12 = CORPUS / "features" / "kernel-6.12"
"""With its features a newer parser writes permissions in the new form, and socket rules in theirs."""

SAMPLE = 150
PIECES = 3

later = [pytest.param(str(one.command), id=str(one), marks=pytest.mark.needs_newer_parsers) for one in newer()]
each_parser = pytest.mark.parametrize(
    "command",
    [
        pytest.param(PARSER, id="installed"),
        *(later or [pytest.param(None, id="newer", marks=pytest.mark.needs_newer_parsers)]),
    ],
)


@cache
def asked(command: str) -> Parser:
    return parser_at(command)


def unlike(found: Iterable[Equivalence]) -> list[Equivalence]:
    return [one for one in found if not isinstance(one, Same)]


@each_parser
@pytest.mark.parametrize("file", LOADED, ids=lambda file: file.name)
def test_debians_profiles_mean_what_the_parser_compiles(file: Path, command: str) -> None:
    assert unlike(equivalence(read_source(file).text, asked(command), name=file.name)) == []


@each_parser
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_our_profiles_mean_what_the_parser_compiles(file: Path, command: str) -> None:
    (made,) = compile_paths([file]).profiles

    assert [type(one) for one in equivalence(made.text, asked(command), name=made.file_name)] == [Same]


@each_parser
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: f"{file.parents[2].name}-{file.name}")
def test_the_profiles_of_our_examples_mean_what_the_parser_compiles(file: Path, command: str) -> None:
    assert [type(one) for one in equivalence(file.read_text(), asked(command), name=file.name)] == [Same]


@pytest.mark.needs_corpus
@each_parser
@pytest.mark.parametrize("files", OF_OTHERS, ids=["lxc", "phoenix"])
def test_generated_profiles_and_those_of_a_fleet_mean_what_the_parser_compiles(files: list[Path], command: str) -> None:
    """Those of the fleet that no parser ever loaded are left out, and for 3.0.8 what LXC writes for newer ones."""
    wrong: dict[str, list[Equivalence]] = {}
    same = 0
    for file in files:
        try:
            found = equivalence(read_source(file).text, asked(command), KERNEL_6_12, name=file.name)
        except PolicyError:
            continue
        same += len(found)
        wrong |= {file.name: bad} if (bad := unlike(found)) else {}

    assert wrong == {}
    assert same >= len(files) // 2 or asked(command).target.version < (4, 0)


@pytest.mark.needs_corpus
@each_parser
@pytest.mark.parametrize("piece", range(PIECES))
def test_what_upstream_tests_means_what_the_parser_compiles(
    piece: int, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sample with a fixed seed, and what is a known gap. A file that the parser refuses is looked at elsewhere."""
    monkeypatch.chdir(lay_out(tmp_path))
    parser = asked(command)
    gaps = known_gaps(f"equivalence-{parser.target.name}")
    files = [case for case in cases() if case.is_right and case.path not in gaps]
    taken = Random(7).sample(files, SAMPLE * PIECES) + [case for case in cases() if case.path in gaps]
    wrong, compared = set(), 0
    for case in taken[piece::PIECES]:
        try:
            found = equivalence(case.text, parser, FEATURES, [Path("simple_tests")], name=case.path)
        except PolicyError:
            continue
        compared += 1
        if unlike(found):
            wrong.add(case.path)

    assert wrong == gaps & {case.path for case in taken[piece::PIECES]}
    assert compared > SAMPLE // 3


HEADS = """\
    profile p { change_profile -> foo, change_profile -> goo, change_profile -> other, }
    profile p { change_profile /a -> foo, audit change_profile /a -> goo, deny change_profile /a -> hoo, }
    profile p { change_profile /a -> x, change_profile /b -> x, change_profile /a -> y, change_profile /a, }
    profile a//b { }
    profile /a//b { }
    hat h { /h r, }
    hat /a//h { /h r, }
    profile :n:in { }
    profile one { profile two { profile three { /@{profile_name} r, ^four { } } profile :n:other { } } }
    profile hats { ^/path { } ^/pat* { } hat h* { } }
    profile ** { }
    profile * { }
    profile {,x} { }
    profile /?a { }
    profile /b[^cd]e { }
    profile /{a?,bcde}fgh { }
    profile flagged flags=(audit, attach_disconnected) { }
    profile limits { set rlimit rttime <= 60min, set rlimit nofile <= 0777, set rlimit nice <= -3, }
"""
"""Names, what attaches, and flags, of which the parsers have ideas of their own."""

HEADS_SINCE_4 = """\
    profile debugged flags=(debug) { }
    profile not-debugged flags=(audit, debug) { }
    profile at flags=(attach_disconnected.path=/att//p/) { }
    profile at-root flags=(attach_disconnected.path=/) { }
    profile ports { network port=80, }
    profile streams { network stream peer=(ip=127.0.0.1), }
"""


@each_parser
def test_names_attachments_flags_and_tables_of_sockets_mean_what_the_parser_compiles(
    command: str, tmp_path: Path
) -> None:
    parser, features = asked(command), tmp_path / "features"
    features.write_text(kernels.text("old unix"))
    written = (HEADS if parser.target.version < (4, 0) else HEADS + HEADS_SINCE_4).splitlines()
    found = [one for line in written for one in equivalence(line, parser, features)]

    assert unlike(found) == []
    assert len(found) >= len(written)


ASKING = """\
    profile p { prompt /a rw, /a r, }
    profile p { /a* r, prompt /a rw, deny /ab w, priority=1 prompt owner /b rwk, /b r, }
    profile p { prompt /a px, /b ix, prompt link subset /a -> /b, }
    profile p { prompt signal send, signal receive peer=x, prompt mount /x, prompt ptrace, prompt userns, }
    profile p { prompt change_profile -> x, prompt capability kill, prompt network inet, prompt file, }
"""


@each_parser
def test_what_is_asked_about_is_what_the_parser_compiles_to_be_asked(command: str, tmp_path: Path) -> None:
    parser, features = asked(command), tmp_path / "features"
    features.write_text(kernels.text("tasks"))
    if parser.target.version < (4, 1):
        return  # it compiles nothing to be asked about
    found = [one for line in ASKING.splitlines() for one in equivalence(line, parser, features)]

    assert [type(one) for one in found] == [Same] * len(ASKING.splitlines())


def test_a_model_of_another_version_differs_with_a_witness() -> None:
    """So that a comparison that cannot fail is not taken for one that holds."""
    text = "profile p {\n  mount options=(rw, make-slave) -> /srv/**,\n}\n"
    installed = parser_at()
    other = TARGETS["apparmor-5.0" if installed.target.version < (4, 1) else "apparmor-3.0"]
    (found,) = equivalence(text, evolve(installed, target=other))

    assert isinstance(found, Differs)
    assert isinstance(found.differences[0], Unlike)
    assert found.differences[0].witness.startswith(b"\x07/srv/")
