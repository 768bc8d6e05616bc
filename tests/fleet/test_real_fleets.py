"""Every version of a real fleet is read, and confined becomes profiles that load and configuration that fits."""

import re
from collections import Counter
from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity, has_errors
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.checks import check_fleet
from apparmor_dsl.fleet.prepare import Prepared, prepare_fleet
from apparmor_dsl.fleet.read import read_fleet_file
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.targets import TARGETS
from tests.conftest import CORPUS
from tests.parser_oracle import oracle

pytestmark = pytest.mark.needs_corpus
FLEETS = sorted((CORPUS / "phoenix" / "fleets").glob("*.json"))
LAST = "2025-11-25.35c465b.json"


def prepared(file: Path) -> Prepared:
    return prepare_fleet(Source(file.name, file.read_text()), confine=True)


@pytest.mark.parametrize("file", FLEETS, ids=lambda file: file.name)
def test_a_real_fleet_is_read_and_confined(file: Path) -> None:
    outcome = prepared(file)
    names = [policy.profiles[0].name for policy in outcome.policies]

    assert names == [f"lxc-{container.id.value}" for container in outcome.fleet.containers]
    assert not has_errors(outcome.diagnostics)


@pytest.mark.parametrize("file", FLEETS, ids=lambda file: file.name)
def test_the_label_of_every_snippet_names_the_profile_that_is_made(file: Path) -> None:
    for snippet in prepared(file).snippets:
        if snippet.path.endswith(".conf"):
            (label,) = re.findall(r"^lxc\.apparmor\.profile(?: =|:) (.*)$", snippet.text, re.MULTILINE)
            ctid = re.sub(r".*/|\.conf$", "", snippet.path)

            assert label in {f"lxc-{ctid}", f"lxc-{ctid}//&:lxc-{ctid}:"}


def test_what_is_said_of_the_last_real_fleet(corpus: Path) -> None:
    fleet, _ = read_fleet_file(corpus / "phoenix" / "fleets" / LAST)
    counted = Counter(found.code for found in check_fleet(fleet))
    worst = max(found.severity for found in check_fleet(fleet))

    assert worst is Severity.WARNING
    assert {
        code: counted[code] for code in ("unconfined-without-reason", "nesting-beside-unconfined", "said-twice")
    } == {
        "unconfined-without-reason": 12,
        "nesting-beside-unconfined": 12,
        "said-twice": 12,
    }
    (blanks,) = (found for found in check_fleet(fleet) if found.code == "option-with-blanks")
    assert blanks.message.startswith("container 101:")


def test_unconfined_stays_and_is_written_out(corpus: Path) -> None:
    file = corpus / "phoenix" / "fleets" / LAST
    outcome = prepare_fleet(Source(file.name, file.read_text()))
    configurations = [snippet for snippet in outcome.snippets if snippet.path.endswith(".conf")]

    assert outcome.policies == ()
    assert len(configurations) == 24
    for snippet in configurations:
        assert re.search(r"^lxc\.apparmor\.profile( =|:) unconfined$", snippet.text, re.MULTILINE)


@pytest.mark.needs_apparmor_parser
def test_every_profile_of_the_last_real_fleet_loads(corpus: Path) -> None:
    outcome = prepared(corpus / "phoenix" / "fleets" / LAST)
    files = PolicyFolders()
    for policy in outcome.policies:
        made = compile_policy(policy, files, dialect="aadsl", target=TARGETS["apparmor-3.0"])
        (compiled,) = made.files
        verdict = oracle.accepts(compiled.text)

        assert verdict, verdict.message
        assert oracle.names(compiled.text) == (compiled.file_name,)
