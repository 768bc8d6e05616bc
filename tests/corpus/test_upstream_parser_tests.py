"""What upstream's own tests call right is read, and what we emit of it means the same to the real parser."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse
from tests.corpus.upstream import FEATURES, Case, cases, known_gaps, lay_out
from tests.parser_oracle.oracle import ask, version

pytestmark = pytest.mark.needs_corpus

PIECES = 12
"""The files are looked at in so many tests, that several processes share them; one test a file would be 2,000."""

in_pieces = pytest.mark.parametrize("piece", range(PIECES))


def piece_of(piece: int, wanted: Callable[[Case], bool]) -> Sequence[Case]:
    found = [case for case in cases() if wanted(case)]
    assert len(found) > 1000
    return found[piece::PIECES]


def refusals(said: Iterator[tuple[Case, str | None]]) -> dict[str, str]:
    """What was found, without the known gaps; a known gap that is none any more is found too."""
    found = {case.path: problem for case, problem in said}
    closed = {path: "is listed as a gap and is none" for path in known_gaps() & found.keys() if found[path] is None}
    open_ = {path: problem for path, problem in found.items() if problem is not None and path not in known_gaps()}
    return {**open_, **closed}


@in_pieces
def test_what_is_right_is_read_and_read_back(piece: int) -> None:
    def look(case: Case) -> str | None:
        try:
            tree = parse(case.text, case.path)
            again = parse(emit(tree), case.path)
        except PolicyError as refused:
            return str(refused)
        return None if again == tree else "is read back as another tree"

    assert refusals((case, look(case)) for case in piece_of(piece, lambda case: case.is_right)) == {}


@in_pieces
@pytest.mark.needs_apparmor_parser
def test_what_we_emit_compiles_to_the_same_policy(piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if version()[:2] != (3, 0):
        pytest.skip("the verdicts of the corpus are those of apparmor_parser 3.0")
    monkeypatch.chdir(lay_out(tmp_path))

    tests = Path("simple_tests")

    def look(case: Case) -> str | None:
        wanted, verdict = ask(case.text, "--stdout", features=FEATURES, include=(tests,))
        if not verdict:
            return f"the original: {verdict.message}"
        try:
            emitted = emit(parse(case.text, case.path))
        except PolicyError as refused:
            return str(refused)
        made, verdict = ask(emitted, "--stdout", features=FEATURES, include=(tests,))
        return None if made == wanted else f"what we emit: {verdict.message or 'another policy'}"

    said = ((case, look(case)) for case in piece_of(piece, lambda case: case.is_right and "3.0.8" in case.accepted_by))
    assert refusals(said) == {}


def test_what_is_wrong_never_ends_in_anything_but_a_diagnostic_with_a_place() -> None:
    """How much of it is refused before apparmor_parser sees it is another question."""
    refused = {case.path: found for case in cases() if not case.is_right and (found := diagnostics(case))}

    assert len(refused) > 200
    assert [path for path, found in refused.items() if any(one.span is None for one in found)] == []


def diagnostics(case: Case) -> tuple[Diagnostic, ...]:
    try:
        parse(case.text, case.path)
    except PolicyError as refused:
        return refused.diagnostics
    return ()
