"""What the automata cost: tails are shared, and a search ends."""

import pytest

from apparmor_dsl.semantics.automata import (
    Automaton,
    Expression,
    Found,
    Never,
    OneOf,
    Repeat,
    Subsets,
    Text,
    Unknown,
    Walk,
    both,
    byte_sets,
    choice,
    difference,
    examples,
    in_order,
    overlap,
    shortest,
)

NAME = OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(b"/\0"))
ANY = Repeat(OneOf(byte_sets.EVERY_BYTE & ~1))


def between(*words: bytes) -> Expression:
    """`/sys/**/word/**/word`: each word somewhere, in this order."""
    return in_order(Text(b"/sys/"), *(part for word in words for part in (ANY, Text(b"/" + word + b"/"))), ANY)


def test_a_tail_that_a_thousand_expressions_share_stands_there_once() -> None:
    heads = [f"/{number:04}".encode() for number in range(1000)]
    tail = b"/share/locale/messages"
    subsets = Subsets()
    Automaton(((Text(head + tail), 0) for head in heads), subsets)

    assert len(subsets.arena.allowed) < 1000 * 5 + len(tail) + 5


def test_many_stars_in_many_rules_stay_small_where_all_say_the_same() -> None:
    subsets = Subsets()
    automaton = Automaton(((between(b"x%d" % number), 0) for number in range(64)), subsets)

    answer = difference(automaton, Automaton([(choice(*(between(b"x%d" % number) for number in range(64))), 0)]))

    assert answer == Never()
    assert len(subsets) < 500


def test_a_search_that_would_take_too_long_says_so() -> None:
    # The byte 16 from the end is an `a`: any automaton must remember 16 bytes.
    left = Automaton([(in_order(ANY, Text(b"a"), *[NAME] * 16), 0)])
    right = Automaton([(in_order(ANY, Text(b"b"), *[NAME] * 16, Text(b"\0")), 0)])

    assert overlap(left, right, budget=2000) == Unknown(2000)


def test_a_search_within_its_budget_says_that_there_is_nothing() -> None:
    left = Automaton([(in_order(ANY, Text(b"a"), *[NAME] * 4), 0)])
    right = Automaton([(in_order(ANY, Text(b"b"), *[NAME] * 4, Text(b"\0")), 0)])

    assert overlap(left, right) == Never()


def test_asking_of_one_string_needs_no_budget() -> None:
    automaton = Automaton([(in_order(ANY, Text(b"a"), *[NAME] * 500), 7)])

    assert automaton.matching(b"a" * 5000) == {7}
    assert automaton.matching(b"b" * 5000) == frozenset()


def test_a_pattern_on_which_backtracking_would_never_end_is_answered_at_once() -> None:
    automaton = Automaton([(in_order(*[ANY] * 40, Text(b"!")), 0)])

    assert automaton.matching(b"a" * 2000) == frozenset()


def test_a_witness_reads_like_a_path() -> None:
    home = in_order(Text(b"/home/"), NAME, Repeat(NAME), Text(b"/.ssh/"), NAME, ANY)

    assert shortest(Automaton([(home, 0)])) == Found(b"/home/a/.ssh/a")


def test_examples_go_round_a_loop_once_to_show_that_there_is_one() -> None:
    shown = list(examples(Automaton([(in_order(Text(b"/tmp/"), NAME, Repeat(NAME), Text(b".log")), 0)]), limit=3))

    assert shown == [b"/tmp/a.log", b"/tmp/aa.log"]


def crossing(first: int, last: int) -> list[tuple[Expression, int]]:
    """`/sys/**/x/**/y/**` many times over, each saying something else: which have matched is in every state."""
    return [(between(b"x%d" % number, b"y%d" % number), number) for number in range(first, last)]


def test_automata_of_which_the_states_explode_are_worked_out_no_further() -> None:
    subsets = Subsets(most=50_000)
    walk = Walk()
    states = sum(1 for _ in walk.states(Automaton(crossing(0, 60), subsets)))

    assert not walk.complete
    assert states < walk.budget // 100
    assert subsets.members < 60_000


def test_what_was_too_much_of_one_automaton_leaves_the_others_their_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apparmor_dsl.semantics.automata.automaton.MOST", 20_000)
    subsets = Subsets()
    large, small = Automaton(crossing(0, 60), subsets), Automaton([(between(b"z"), 0)], subsets)

    assert isinstance(shortest(both(large, Automaton([(Text(b"no path"), 0)], subsets))), Never)
    assert isinstance(difference(large, small), Found)
    assert isinstance(overlap(large, Automaton([(in_order(ANY, Text(b"\n"), ANY), 0)], subsets)), Unknown)
    assert shortest(small) == Found(b"/sys//z/")


def test_one_string_is_answered_also_where_no_search_is() -> None:
    automaton = Automaton(crossing(0, 60), Subsets(most=0))

    assert automaton.matching(b"/sys//x7/b//y7/c") == {7}
    assert automaton.may_begin_with(ord("/"))
    assert not automaton.may_begin_with(ord("s"))
