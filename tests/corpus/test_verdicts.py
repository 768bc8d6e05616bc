"""Every file of upstream's parser tests gets the verdict of the parser that the target names."""

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.targets import TARGETS
from tests.corpus.upstream import Case, cases, known_gaps, lay_out

pytestmark = pytest.mark.needs_corpus

PARSERS = {"apparmor-3.0": "3.0.8", "apparmor-4.1": "4.1.0", "apparmor-6.0": None}
"""Whose verdict is asked for: the parser's of that version, or what upstream marks the file as."""


def refusal(case: Case, files: PolicyFolders, target: str) -> str | None:
    """What we refuse the file for; None where we accept it."""
    try:
        found = verdict(parse(case.text, case.path), files, target=TARGETS[target])
    except PolicyError as refused:
        return str(refused)
    return next((f"{one.code}: {one.message}" for one in found if one.severity is Severity.ERROR), None)


@pytest.mark.parametrize("target", PARSERS)
def test_every_file_gets_the_verdict_of_the_targets_parser(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lay_out(tmp_path))
    files = PolicyFolders([Path("simple_tests")])
    parser, gaps = PARSERS[target], known_gaps(f"verdict-{target}")
    right = {case.path: parser in case.accepted_by if parser else case.is_right for case in cases()}

    found = {case.path: refusal(case, files, target) for case in cases()}

    assert len(found) > 3300
    wrong = {path: said for path, said in found.items() if right[path] is not (said is None)}
    assert {path: said for path, said in wrong.items() if path not in gaps} == {}
    assert gaps - wrong.keys() == set()
