"""Every rule kind in its canonical text."""

from importlib import import_module
from pathlib import Path

import pytest

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit, rule_text
from apparmor_dsl.language.parser import parse
from tests.emit.cases import Case, Spelling
from tests.parser_oracle.oracle import accepts, binary, version

KINDS = sorted(path.stem for path in Path(__file__).parent.joinpath("cases").glob("[a-z]*.py"))
TABLES = [import_module(f"tests.emit.cases.{kind}") for kind in KINDS]
CASES = [pytest.param(case, id=case.text) for table in TABLES for case in table.CASES]
SPELLINGS = [pytest.param(one, id=one.text) for table in TABLES for one in getattr(table, "SPELLINGS", ())]

PREAMBLE = "@{HOME} = /root\n@{run} = /run\n"


def in_profile(text: str) -> str:
    """The rule in a profile, on a line of its own."""
    return f"{PREAMBLE}profile p {{\n  {text}\n}}\n"


@pytest.mark.parametrize("case", CASES)
def test_a_rule_is_emitted_in_its_canonical_text(case: Case) -> None:
    assert rule_text(case.node) == case.text


@pytest.mark.parametrize("case", CASES)
def test_the_text_is_read_as_the_rule(case: Case) -> None:
    assert parse(in_profile(case.text)).profiles[0].body == (case.node,)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("case", CASES)
def test_the_text_is_read_by_every_parser_that_knows_the_construct(case: Case) -> None:
    assert bool(accepts(in_profile(case.text))) == (version() >= case.since)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_is_emitted_in_the_canonical_one(spelling: Spelling) -> None:
    assert emit(parse(in_profile(spelling.text))) == emit(parse(in_profile(spelling.canonical)))
    assert f"  {spelling.canonical}\n" in emit(parse(in_profile(spelling.text)))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_canonical_spelling_means_the_same_upstream(spelling: Spelling) -> None:
    if version() < spelling.since:
        assert not accepts(in_profile(spelling.text))
    else:
        assert binary(in_profile(spelling.text)) == binary(in_profile(spelling.canonical))


def test_every_rule_kind_has_cases() -> None:
    covered = {type(case.node) for table in TABLES for case in table.CASES}

    assert covered == set(ast.Rule.__args__)
