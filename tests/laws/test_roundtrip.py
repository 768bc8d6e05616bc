"""Text and tree say the same: what is emitted is read back as it was."""

import typing

from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit, emit_lines
from apparmor_dsl.language.parser import parse
from tests import strategies


@given(strategies.policies)
def test_parsing_what_was_emitted_gives_the_tree_back(policy: ast.PolicyFile) -> None:
    assert parse(emit(policy), dialect="aadsl") == policy


@given(strategies.plain_policies)
def test_a_plain_file_is_the_same_tree_in_both_dialects(policy: ast.PolicyFile) -> None:
    text = emit(policy)

    assert parse(text, dialect="apparmor") == parse(text, dialect="aadsl") == policy


@given(strategies.policies)
def test_emitting_what_was_read_back_gives_the_same_text(policy: ast.PolicyFile) -> None:
    text = emit(policy)

    assert emit(parse(text, dialect="aadsl")) == text


@given(st.data())
def test_a_rule_of_every_kind_is_read_back(data: st.DataObject) -> None:
    rules = tuple(data.draw(strategy) for strategy in strategies.RULES.values())
    policy = ast.PolicyFile((ast.Profile("p", body=rules),))

    assert parse(emit(policy)) == policy


@given(strategies.policies)
def test_a_node_stands_on_the_line_that_is_said_of_it(policy: ast.PolicyFile) -> None:
    lines = emit_lines(policy)
    read_back = parse("".join(f"{line.text}\n" for line in lines), dialect="aadsl")

    said = [(number, line.node) for number, line in enumerate(lines, 1) if line.node is not None]
    assert said == [(node.span.line, node) for node in statements(read_back.statements) if node.span is not None]


def test_there_is_a_strategy_for_every_rule_kind() -> None:
    assert set(strategies.RULES) == set(typing.get_args(ast.Rule))


def statements(items: tuple[ast.Statement, ...]) -> list[ast.Statement]:
    """The statements in the order of the text, those inside others after them."""
    found: list[ast.Statement] = []
    for item in items:
        found.append(item)
        match item:
            case ast.Profile() | ast.Hat() | ast.Block() | ast.Fragment():
                found += statements(item.body)
            case ast.Conditional():
                found += statements(item.then) + statements(item.otherwise)
            case _:
                pass
    return found
