"""The automata say of every string what the slow matcher says, however they are combined."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apparmor_dsl.semantics.automata import (
    Automaton,
    Deterministic,
    Expression,
    Found,
    Never,
    Walk,
    both,
    difference,
    either,
    examples,
    is_within,
    not_empty,
    only_in,
    overlap,
    shortest,
    unlike,
    without,
)
from tests.semantics.automata.expressions import ALPHABET, expressions, strings

SHORT = [bytes(letters) for length in range(4) for letters in product(ALPHABET, repeat=length)]

Combine = Callable[[Deterministic[Any], Deterministic[Any]], Deterministic[Any]]
Decide = Callable[[bool, bool], bool]


def automaton(*of: Expression) -> Automaton:
    return Automaton((expression, label) for label, expression in enumerate(of))


def is_in(language: Deterministic[Any], text: bytes) -> bool:
    """Whether the language holds the text, found by going from state to state."""
    state = language.start
    for byte in text:
        further = [reached for allowed, reached in language.moves(state) if allowed >> byte & 1]
        if not further:
            return False
        [state] = further
    return language.accepts(state)


@given(st.lists(expressions, max_size=3), strings)
def test_the_expressions_that_match_a_string_are_named(of: list[Expression], text: bytes) -> None:
    expected = {label for label, expression in enumerate(of) if is_within(expression, text)}

    assert automaton(*of).matching(text) == expected


@given(st.lists(expressions, max_size=3), strings)
def test_going_from_state_to_state_comes_to_the_same_answer(of: list[Expression], text: bytes) -> None:
    assert is_in(automaton(*of), text) is any(is_within(expression, text) for expression in of)


@given(expressions)
def test_the_moves_of_a_state_have_no_byte_in_common_and_lead_to_different_states(expression: Expression) -> None:
    language = automaton(expression)

    for state, _ in Walk().states(language):
        moves = language.moves(state)
        assert sum(allowed.bit_count() for allowed, _ in moves) == combined(allowed for allowed, _ in moves).bit_count()
        assert len({reached for _, reached in moves}) == len(moves)


@given(expressions)
def test_a_shortest_string_is_in_the_language_and_no_shorter_one_is(expression: Expression) -> None:
    found = shortest(automaton(expression))

    shorter = [text for text in SHORT if is_within(expression, text)]
    match found:
        case Found(witness):
            assert is_within(expression, witness)
            assert all(len(text) >= len(witness) for text in shorter)
        case answer:
            assert answer == Never()
            assert shorter == []


@pytest.mark.parametrize(
    ("combine", "decide"),
    [
        (both, lambda left, right: left and right),
        (either, lambda left, right: left or right),
        (without, lambda left, right: left and not right),
        (unlike, lambda left, right: left is not right),
    ],
    ids=["both", "either", "without", "unlike"],
)
@given(left=expressions, right=expressions, text=strings)
def test_two_languages_are_combined_string_by_string(
    combine: Combine, decide: Decide, left: Expression, right: Expression, text: bytes
) -> None:
    language = combine(automaton(left), automaton(right))

    assert is_in(language, text) is decide(is_within(left, text), is_within(right, text))


@given(expressions, expressions)
def test_what_languages_have_in_common_is_in_both(left: Expression, right: Expression) -> None:
    match overlap(automaton(left), automaton(right)):
        case Found(witness):
            assert is_within(left, witness)
            assert is_within(right, witness)
        case answer:
            assert answer == Never()
            assert not [text for text in SHORT if is_within(left, text) and is_within(right, text)]


@given(expressions, expressions)
def test_what_is_only_in_one_is_not_in_the_other(left: Expression, right: Expression) -> None:
    match only_in(automaton(left), automaton(right)):
        case Found(witness):
            assert is_within(left, witness)
            assert not is_within(right, witness)
        case answer:
            assert answer == Never()
            assert not [text for text in SHORT if is_within(left, text) and not is_within(right, text)]


@given(expressions, expressions)
def test_a_difference_is_there_both_ways_round_or_not_at_all(left: Expression, right: Expression) -> None:
    one, other = difference(automaton(left), automaton(right)), difference(automaton(right), automaton(left))

    assert isinstance(one, Found) is isinstance(other, Found)
    if isinstance(one, Found):
        assert is_within(left, one.witness) is not is_within(right, one.witness)


@given(expressions)
def test_a_language_is_equal_to_itself(expression: Expression) -> None:
    assert difference(automaton(expression), automaton(expression)) == Never()


@given(expressions)
def test_examples_are_different_strings_of_the_language_the_short_ones_first(expression: Expression) -> None:
    shown = list(examples(automaton(expression), limit=5))

    assert all(is_within(expression, text) for text in shown)
    assert len(set(shown)) == len(shown)
    assert [len(text) for text in shown] == sorted(len(text) for text in shown)


@given(expressions)
def test_there_are_examples_where_there_is_anything(expression: Expression) -> None:
    anything = shortest(automaton(expression)) != Never()

    assert bool(list(examples(automaton(expression), limit=1))) is anything


@given(st.lists(expressions, max_size=3), strings, strings)
def test_what_can_still_match_is_known_on_the_way(of: list[Expression], text: bytes, more: bytes) -> None:
    language = automaton(*of)
    state = language.start
    for byte in text:
        further = [reached for allowed, reached in language.moves(state) if allowed >> byte & 1]
        if not further:
            assert language.matching(text + more) == frozenset()
            return
        [state] = further

    assert language.matching(text + more) <= language.still_possible(state)


def combined(sets: Iterable[int]) -> int:
    made = 0
    for each in sets:
        made |= each
    return made


@given(expressions)
def test_without_the_empty_string_the_others_stay(expression: Expression) -> None:
    made = not_empty(expression)

    assert {text for text in SHORT if is_within(made, text)} == {
        text for text in SHORT if is_within(expression, text)
    } - {b""}
