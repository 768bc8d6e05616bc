"""Formatting, and sorting too, changes nothing for AppArmor: the compiled policy is the same, byte for byte."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from apparmor_dsl.language.format import format, layout  # noqa: A004 - the verb for it
from apparmor_dsl.language.parser import read_source
from tests.conftest import CORPUS
from tests.corpus.test_debian_policy import INCLUDED, PROFILES, each_profile, original, text_of
from tests.corpus.upstream import FEATURES, FILES, cases
from tests.parser_oracle import oracle

pytestmark = pytest.mark.needs_apparmor_parser

Change = Callable[[str], str]


def in_order(text: str) -> str:
    return format(text)


def sorted_and_narrow(text: str) -> str:
    """Also with lines so short that everything is broken that can be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "WIDTH", 20)
        return format(text, sort=True)


PIECES = 4
TOGETHER = 40
"""How many policies one run of apparmor_parser compiles: most of its time is its start."""


@pytest.fixture(scope="module", params=[in_order, sorted_and_narrow])
def changed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Change, Path]:
    """A way to format, and a folder like /etc/apparmor.d in which every file to include is formatted that way."""
    change: Change = request.param
    base = tmp_path_factory.mktemp("base")
    for file in INCLUDED:
        copy = base / file.relative_to(oracle.BASE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(change(text_of(file)).encode("utf-8", "surrogateescape"))
    return change, base


@each_profile
def test_a_profile_of_debian_compiles_to_the_same_policy(file: Path, changed: tuple[Change, Path]) -> None:
    """Formatted itself, and with formatted abstractions and tunables."""
    change, base = changed

    assert oracle.binary(change(text_of(file)), include=(base,)) == original(file)


@pytest.mark.parametrize("change", [in_order, sorted_and_narrow])
def test_much_of_debians_policy_is_not_tidy_as_it_comes(change: Change) -> None:
    """Otherwise the test above compares texts with themselves."""
    files = [*PROFILES, *INCLUDED]

    assert sum(change(text_of(file)) != text_of(file) for file in files) > len(files) // 3


@pytest.mark.needs_corpus
def test_the_profiles_of_a_fleet_and_of_lxc_compile_to_the_same_policy() -> None:
    texts = [
        read_source(file).text
        for folder in ("phoenix/profiles", "lxc-generated")
        for file in sorted((CORPUS / folder).iterdir())
    ]
    loading = [text for text in texts if oracle.accepts(text)]
    assert len(loading) > 10

    for text in loading:
        assert oracle.binary(in_order(text)) == oracle.binary(sorted_and_narrow(text)) == oracle.binary(text)


@pytest.mark.needs_corpus
@pytest.mark.parametrize("piece", range(PIECES))
def test_upstreams_tests_compile_to_the_same_policy(
    piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if oracle.version()[:2] != (3, 0):
        pytest.skip("the verdicts of the corpus are those of apparmor_parser 3.0")
    # Some files include others by a path from the folder that upstream runs its tests in.
    (tmp_path / "tst").mkdir()
    (tmp_path / "tst" / "simple_tests").symlink_to(FILES)
    monkeypatch.chdir(tmp_path / "tst")
    texts = [case.text for case in cases() if case.is_right and "3.0.8" in case.accepted_by][piece::PIECES]
    assert len(texts) > 400

    compiled = 0
    for part in together(texts):
        before = compile_all(part, tmp_path)
        compiled += len(before)
        assert compile_all([in_order(text) for text in part], tmp_path) == before
        assert compile_all([sorted_and_narrow(text) for text in part], tmp_path) == before
    assert compiled > 100 * len(texts)


def together(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + TOGETHER] for start in range(0, len(texts), TOGETHER))


def compile_all(texts: Sequence[str], folder: Path) -> bytes:
    """The compiled policies one after the other. Of a text that includes what the corpus lacks there is none."""
    files = [folder / str(number) for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    command = [str(oracle.PARSER), "--config-file=/dev/null", f"--base={oracle.BASE}", f"--features-file={FEATURES}"]
    command += [f"--Include={FILES}", "--skip-kernel-load", "--skip-cache", "--jobs=1", "--stdout"]
    done = subprocess.run(
        [*command, *map(os.fspath, files)], capture_output=True, stdin=subprocess.DEVNULL, timeout=300, check=False
    )
    refused = [line for line in done.stderr.splitlines() if b" error " in line and b"Could not open" not in line]
    assert refused == []
    return done.stdout
