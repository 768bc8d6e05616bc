"""Every rule kind in every spelling: read as the tree it says, and written back as one that means the same."""

from importlib import import_module
from pathlib import Path

import pytest

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse
from tests.parser.cases import Rule
from tests.parser_oracle.oracle import accepts, binary, version

AROUND = ("__init__", "blocks", "conditionals", "fragments", "heads", "preamble")
KINDS = sorted(file.stem for file in Path(__file__).parent.glob("cases/*.py") if file.stem not in AROUND)
ROWS: dict[str, tuple[Rule, ...]] = {kind: import_module(f"tests.parser.cases.{kind}").ROWS for kind in KINDS}
EVERY = [pytest.param(row, id=f"{kind}: {row.text!r}") for kind, rows in ROWS.items() for row in rows]
OLD = [
    pytest.param(row, id=f"{kind}: {row.text!r}") for kind, rows in ROWS.items() for row in rows if row.since <= (3, 0)
]

PREAMBLE = "@{HOME} = /root\n"


def in_profile(text: str) -> str:
    return f"{PREAMBLE}profile p {{\n  {text}\n}}\n"


def test_every_rule_kind_has_its_table() -> None:
    kinds = Path(ast.__file__).parent.joinpath("rules").glob("[a-z]*.py")

    assert set(KINDS) == {file.stem for file in kinds}


@pytest.mark.parametrize("row", EVERY)
def test_a_rule_is_read_as_the_tree_it_says(row: Rule) -> None:
    assert parse(in_profile(row.text)).profiles[0].body == (row.node,)


@pytest.mark.parametrize("row", EVERY)
def test_a_rule_knows_the_characters_it_was_written_with(row: Rule) -> None:
    (rule,) = parse(in_profile(row.text)).profiles[0].body

    assert rule.span is not None
    assert rule.span.text == row.text


@pytest.mark.parametrize("row", EVERY)
def test_a_rule_is_the_same_in_an_aadsl_file(row: Rule) -> None:
    assert parse(in_profile(row.text), dialect="aadsl") == parse(in_profile(row.text))


@pytest.mark.parametrize("row", EVERY)
def test_a_rule_is_written_back_as_itself(row: Rule) -> None:
    text = emit(ast.PolicyFile((ast.Profile("p", body=(row.node,)),)))

    assert parse(text).profiles[0].body == (row.node,)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("row", EVERY)
def test_a_rule_is_read_by_the_parsers_that_know_it_and_by_no_older_one(row: Rule) -> None:
    verdict = accepts(in_profile(row.text))

    assert bool(verdict) == (version() >= row.since), verdict.message


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("row", OLD)
def test_a_rule_that_is_written_back_means_the_same(row: Rule) -> None:
    text = in_profile(row.text)

    assert binary(emit(parse(text))) == binary(text)
