"""Everything around the rules, in every spelling: read as the tree it says, and written back with its meaning."""

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.parser import parse
from apparmor_dsl.language.parser.tables import Dialect
from tests.parser.cases import Statements, blocks, fragments, heads, preamble
from tests.parser_oracle.oracle import accepts, binary, version

PLAIN = {"heads": heads.ROWS, "preamble": preamble.ROWS, "blocks": blocks.ROWS}
BEFORE = {
    "heads": "@{HOME} = /root\n",
    "preamble": "",
    "blocks": "@{HOME} = /root\n${a} = true\n${b} = true\n${c} = true\n",
}

plain = pytest.mark.parametrize(
    ("part", "row"),
    [pytest.param(part, row, id=f"{part}: {row.text!r}") for part, rows in PLAIN.items() for row in rows],
)
every = pytest.mark.parametrize(
    ("row", "dialect"),
    [
        *(pytest.param(row, "apparmor", id=repr(row.text)) for rows in PLAIN.values() for row in rows),
        *(pytest.param(row, "aadsl", id=repr(row.text)) for row in fragments.ROWS),
    ],
)


@every
def test_a_text_is_read_as_the_tree_it_says(row: Statements, dialect: Dialect) -> None:
    assert parse(row.text, dialect=dialect).statements == row.nodes


@every
def test_a_tree_is_written_back_as_itself(row: Statements, dialect: Dialect) -> None:
    assert parse(emit(ast.PolicyFile(row.nodes)), dialect=dialect).statements == row.nodes


@plain
def test_a_plain_file_is_the_same_in_an_aadsl_file(part: str, row: Statements) -> None:
    assert parse(row.text, dialect="aadsl") == parse(row.text)


@pytest.mark.parametrize("row", fragments.ROWS, ids=lambda row: repr(row.text))
def test_what_is_aadsls_is_refused_in_a_plain_file(row: Statements) -> None:
    with pytest.raises(PolicyError) as refused:
        parse(row.text)

    assert "aadsl" in (refused.value.diagnostics[0].help or "")


@pytest.mark.needs_apparmor_parser
@plain
def test_a_text_is_read_by_the_parsers_that_know_it_and_by_no_older_one(part: str, row: Statements) -> None:
    verdict = accepts(BEFORE[part] + row.text + "\n")

    assert bool(verdict) == (version() >= row.since), verdict.message


@pytest.mark.needs_apparmor_parser
@plain
def test_a_text_that_is_written_back_means_the_same(part: str, row: Statements) -> None:
    if row.since <= (3, 0):
        text = BEFORE[part] + row.text + "\n"

        assert binary(emit(parse(text))) == binary(text)
