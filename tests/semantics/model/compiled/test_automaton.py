"""Moves and answers of compiled automata: they are those of the tables, and of a second reader."""

from pathlib import Path
from random import Random

import pytest

from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.automata.byte_sets import members
from apparmor_dsl.semantics.model.compiled import CompiledDecisions, read_compiled
from apparmor_dsl.semantics.model.compiled.tables import BESIDE, FURTHER, TRAP
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from tests.corpus.test_debian_policy import profile_files
from tests.parser_oracle.newer import Parser, newest, parsers
from tests.policies.compiled import _automata, _automaton
from tests.semantics.model.compiled import written
from tests.semantics.model.compiled.samples import FORMS, WORDS, Form, binary, compiled
from tests.semantics.model.compiled.test_forms import ALL_KINDS
from tests.semantics.model.compiled.written import Dfa

NOT_A = (1 << 256) - 1 - (1 << ord("a"))
R, W, K = 0x4, 0x2, 0x20
OTHER = 14
_PERMISSIONS = 0xC01F_C07F
"""Of the word `accept` of a file: what is not about a transition."""


@pytest.mark.needs_apparmor_parser
@pytest.mark.needs_newer_parsers
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_moves_are_where_the_bytes_lead(form: Form) -> None:
    profile = compiled(ALL_KINDS, newest(), form)[0]

    for automaton in (profile.files, profile.classes):
        for state in range(automaton.tables.states):
            by_byte = [automaton.after(bytes((byte,)), state) for byte in range(256)]
            assert by_moves(automaton, state) == by_byte


def by_moves(automaton: CompiledDecisions, state: int) -> list[int]:
    reached = [TRAP] * 256
    for allowed, further in automaton.moves(state):
        assert further != TRAP
        for byte in members(allowed):
            assert reached[byte] == TRAP, "two moves have a byte in common"
            reached[byte] = further
    return reached


SAMPLE = Random(8).sample(profile_files(), min(6, len(profile_files())))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("form", [WORDS, FORMS[4], FORMS[6]], ids=str)
@pytest.mark.parametrize("file", SAMPLE, ids=lambda file: file.name)
def test_a_second_reader_finds_the_same_of_every_state(file: Path, form: Form) -> None:
    """tests/policies/compiled.py shares no code with this one."""
    text, parser = file.read_text(), parsers()[0]
    raw = binary(text, parser, form)
    theirs = [_automaton(raw, at) for at in _automata(raw)]

    ours: list[CompiledDecisions] = []
    for profile in read_compiled(raw):
        ours += [profile.classes, profile.files][: 2 if profile.files.tables.states > 2 else 1]
        if profile.attachment is not None:
            theirs.pop(len(ours) - (2 if profile.files.tables.states > 2 else 1))

    assert len(ours) == len(theirs)
    for mine, second in zip(ours, theirs, strict=True):
        for state, text_of_state in Walk(3_000).states(mine):
            assert mine.permissions(state).allow == second.accepted(text_of_state) & _PERMISSIONS


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    ("rules", "asked", "expected"),
    [
        ("/a r,", b"/a", Permissions(R | R << OTHER)),
        ("owner /a r,", b"/a", Permissions(R)),
        ("other /a r,", b"/a", Permissions(R << OTHER)),
        ("audit owner /a rk, /a k,", b"/a", Permissions(R | K | K << OTHER, audit=R | K)),
        ("deny /a w,", b"/a", Permissions(quiet=0xA | 0xA << OTHER)),
        ("audit deny /a w,", b"/a", NOTHING),
        ("/** r, deny /a r,", b"/a", Permissions(quiet=R | R << OTHER)),
        ("change_profile -> foo,", b"foo", Permissions(0xC000_0000)),
        ("link /a -> /b,", b"/a\0/b", Permissions(0x10 | 0x10 << OTHER)),
        # That a link is of a subset is asked of the owner only: LINK_TO_LINK_SUBSET in parser/immunix.h.
        ("link subset /a -> /b,", b"/a\0/b", Permissions(0x30 | 0x10 << OTHER)),
        ("/a r,", b"/ab", NOTHING),
        ("/a r,", b"", NOTHING),
    ],
)
def test_files_are_permitted_what_the_rules_say(rules: str, asked: bytes, expected: Permissions) -> None:
    [profile] = compiled(f"profile p {{ {rules} }}\n", parsers()[0])

    assert profile.files.ask(asked) == expected


@pytest.mark.needs_apparmor_parser
@pytest.mark.needs_newer_parsers
@pytest.mark.parametrize("parser", parsers(), ids=str)
@pytest.mark.parametrize("form", [WORDS, FORMS[1]], ids=str)
@pytest.mark.parametrize(
    ("rules", "asked", "expected"),
    [
        ("umount /x/,", b"\7/x/", Permissions(4)),
        ("signal send set=kill peer=x,", b"\x0a\x09x", Permissions(2)),
        ("audit signal send set=kill peer=x,", b"\x0a\x09x", Permissions(2, audit=2)),
        ("deny signal send set=kill peer=x,", b"\x0a\x09x", Permissions(quiet=2)),
        ("ptrace tracedby peer=x,", b"\x09x", Permissions(8)),
    ],
)
def test_classes_are_permitted_what_the_rules_say(
    rules: str, asked: bytes, expected: Permissions, parser: Parser, form: Form
) -> None:
    [profile] = compiled(f"profile p {{ {rules} }}\n", parser, form)

    assert profile.classes.ask(asked) == expected


def by_hand(*parts: bytes) -> tuple[CompiledDecisions, CompiledDecisions]:
    [profile] = read_compiled(written.profile(*parts))
    return profile.files, profile.classes


FILES = Dfa((0, 0, 0, R | 1, 0), {1: {ord("/"): 2}, 2: {ord("a"): 3}})


def test_files_may_stand_in_the_automaton_of_the_classes() -> None:
    """As 4.1 writes it for `--prompt-compat=permsv1`: the class of files leads into their automaton."""
    both = Dfa((0, 0, 2, 0, R | 1 | 4 << 10, 0), {1: {7: 2, 2: 3}, 3: {ord("/"): 5}, 5: {ord("a"): 4}})
    files, classes = by_hand(written.policydb(written.blob(both), written.names("other")))

    assert files.ask(b"/a") == Permissions(R | 1, owner_exec=Transition("named", "other"))
    assert files.ask(b"/b") == NOTHING
    assert classes.ask(b"\7") == Permissions(2)


def test_files_of_their_own_go_before_those_in_the_automaton_of_the_classes() -> None:
    both = Dfa((0, 0, 0, W), {1: {2: 2}, 2: {ord("/"): 3}})
    files, _ = by_hand(written.policydb(written.blob(both)), written.blob(FILES))

    assert files.ask(b"/") == NOTHING
    assert files.ask(b"/a").allow == R | 1


def test_an_automaton_starts_where_it_says() -> None:
    files, _ = by_hand(written.blob(FILES), written.name("dfa_start") + written.number(2))

    assert files.ask(b"a").allow == R | 1
    assert files.ask(b"/a") == NOTHING


@pytest.mark.parametrize("width", [2, 4])
def test_states_have_numbers_of_two_sizes(width: int) -> None:
    wide = Dfa(FILES.accept, FILES.moves, width=width)

    assert by_hand(written.blob(wide))[0].ask(b"/a").allow == R | 1


def test_a_class_that_no_byte_is_of_is_no_move() -> None:
    classes = [2 if byte == ord("a") else 0 for byte in range(256)]
    files, _ = by_hand(written.blob(Dfa((0, 0, R, W), {1: {1: 3, 2: 2}}, classes=classes)))

    assert files.moves(1) == ((1 << ord("a"), 2),)
    assert files.ask(b"a").allow == R


def test_a_default_state_takes_what_has_no_move() -> None:
    files, _ = by_hand(written.blob(Dfa((0, 0, R, W), {1: {ord("a"): 2}}, default={1: 3})))

    assert files.ask(b"a").allow == R
    assert files.ask(b"b").allow == W
    assert dict(files.moves(1))[1 << ord("a")] == 2


def test_a_difference_is_added_to_the_default_state() -> None:
    # 1 moves as 4 does but for `a`, and 4 as 5 does but for `b`, which leads nowhere.
    dfa = Dfa(
        (0, 0, R, W, 0, 0),
        {1: {ord("a"): 2}, 4: {ord("b"): 0}, 5: {ord("a"): 3, ord("b"): 3, ord("c"): 3}},
        default={1: 4, 4: 5, 5: 2},
        flags={1: FURTHER, 4: FURTHER},
    )
    files, _ = by_hand(written.blob(dfa))

    assert [files.ask(text).allow for text in (b"a", b"b", b"c", b"d")] == [R, 0, W, R]
    assert by_moves(files, 1) == [files.after(bytes((byte,))) for byte in range(256)]


def test_a_chain_of_thousands_of_differences_has_an_end() -> None:
    states = 4_000
    chain = range(1, states - 1)
    dfa = Dfa(
        (0,) * states,
        {state: {ord("a"): state + 1} for state in chain},
        default={state: state + 1 for state in chain} | {states - 1: 1},
        flags=dict.fromkeys(chain, FURTHER),
        width=4,
    )
    files, _ = by_hand(written.blob(dfa))

    assert all(files.moves(state) == ((1 << ord("a"), state + 1), (NOT_A, 1)) for state in chain)


def test_rows_of_an_owner_and_of_others_stand_side_by_side() -> None:
    rows = written.rows(written.row(0x200), written.row(0x244), written.row(0x8200))
    version = written.name("permsv") + written.number(3)
    flagged = Dfa((0, 0, 1, 1), {1: {ord("a"): 2, ord("b"): 3}}, accept2=(0, 0, 1, 0))
    files, _ = by_hand(rows, version, written.blob(flagged))

    assert files.ask(b"a") == Permissions(R | K << OTHER)
    assert files.ask(b"b") == Permissions(R | R << OTHER)


def test_what_is_no_byte_is_no_move() -> None:
    dfa = Dfa((0, 0, 1), {1: {255: 2}}, flags={1: 0, 2: BESIDE})
    files, _ = by_hand(written.blob(dfa))

    assert files.beside(1) == TRAP
    assert files.beside(2) == TRAP
