"""What is no compiled policy, or a damaged one, is refused at the byte that is wrong; nothing hangs, nothing breaks."""

import struct
import sys
import zlib
from functools import cache
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.compiled.tables import BESIDE, FURTHER
from tests.parser_oracle import oracle
from tests.parser_oracle.newer import parsers
from tests.semantics.model.compiled import written
from tests.semantics.model.compiled.samples import FORMS, binary
from tests.semantics.model.compiled.test_forms import ALL_KINDS
from tests.semantics.model.compiled.written import Dfa

# Here, where it says why it cannot be imported; what is tested takes any reason for its absence.
import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

CODES = {"bad-compiled-policy", "no-compiled-policy", "unknown-compiled-policy", "compressed-policy"}
STATES = 3


def said_of(data: bytes) -> tuple[str, str]:
    """The code and the message of the refusal."""
    with pytest.raises(PolicyError) as refused:
        read_compiled(data, "web.bin")
    [found] = refused.value.diagnostics
    return found.code, found.message


def files(dfa: Dfa | bytes, *parts: bytes) -> bytes:
    return written.profile(*parts, written.blob(dfa))


def good(**others: object) -> Dfa:
    return Dfa((0,) * STATES, {1: {ord("/"): 2}}, **others)  # type: ignore[arg-type]


def test_what_is_refused_here_is_refused_for_its_fault_alone() -> None:
    assert [profile.name for profile in read_compiled(files(good()))] == ["p"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is empty"),
        (b"profile web { }\n", "is no compiled policy"),
        (b"\x7fELF", "is no compiled policy"),
        (written.VERSION[:8], "is no compiled policy"),
    ],
)
def test_what_is_something_else_is_called_so(data: bytes, what: str) -> None:
    assert said_of(data) == ("no-compiled-policy", f"web.bin {what}")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (written.VERSION, "byte 16: it ends here, and is not complete"),
        (written.VERSION + b"\x63", "byte 16: 99 is the code of no item"),
        (written.VERSION + written.name("profile") + b"\x09", "the begin of a list where the begin of a structure is"),
        (files(good())[:-1], "it ends here, and is not complete"),
        (files(good()) + written.number(1), "there is a number of 32 bits where a profile is expected"),
        (files(good()) + written.name("rlimits"), "there is rlimits where a profile is expected"),
        (files(good())[:-500], "bytes are announced, and"),
        (written.profile(written.flags()), "the part `flags` is there twice"),
        (written.profile(written.number(1)), "there is a number 1 that nothing is said with"),
        (written.VERSION + written.name("profile") + written.structure(written.string("p")), "a profile has no name"),
        (written.profile(head=written.blob(good())), "the attachment or its length, and not the other"),
        (written.profile(head=written.number(3)), "there is a number 3 that nothing is said with"),
        (written.profile(written.blob(good()), written.blob(good())), "the part `aadfa` is there twice"),
        (written.profile(written.policydb(written.number(1))), "the policy has the part `None`"),
        (written.profile(b"\x04\x02\x00xx"), "a text does not end in a NUL"),
        (written.profile(written.name("xattrs") + written.structure(written.array(length=2))), "the end of an array"),
        (written.profile(written.name("later") + b"\x08"), "there is the end of a structure where an item is expected"),
        (written.profile(written.name("later") + b"\x0b\x01\x00\x08"), "the end of a structure where the end of an"),
    ],
)
def test_an_item_that_does_not_fit_is_refused(data: bytes, what: str) -> None:
    code, message = said_of(data)

    assert code == "bad-compiled-policy"
    assert what in message


@pytest.mark.parametrize(
    ("dfa", "what"),
    [
        (b"", "an automaton is too short"),
        (good(magic=0x1B5E783E), "its magic number 1B5E783D"),
        (good().written()[:-8], "an automaton of 3192 bytes is said to have 3200"),
        (struct.pack(">4sIIH2x", b"\x1b\x5e\x78\x3d", 16, 16, 0), "an automaton has no table `accept`"),
        (struct.pack(">4sIIH2x", b"\x1b\x5e\x78\x3d", 8, 16, 0), "16, 8 of them a head"),
        (struct.pack(">4sIIH2xQ", b"\x1b\x5e\x78\x3d", 16, 24, 0, 0), "the head of a table is cut short"),
        (good(tables={1: written.table(9, 4, (0,) * STATES)}), "a table has the number 9, which is none"),
        (good(tables={7: written.table(1, 4, (0,) * STATES)}), "a table has the number 1, which is taken"),
        (good(tables={1: written.table(1, 2, (0,) * STATES)}), "the table `accept` has numbers of 2 bytes"),
        (good(tables={1: written.table(1, 4, (0, 0), length=2**31)}), "the table `accept` has 2147483648 numbers"),
        (good(tables={1: written.table(1, 4, (0, 0))}), "the table `accept` speaks of 2 states, and there are 3"),
        (good(tables={4: written.table(4, 2, (0, 0))}), "the table `default` speaks of 2 states, and there are 3"),
        (good(tables={7: written.table(7, 4, (0, 0))}), "the table `accept2` speaks of 2 states, and there are 3"),
        (good(tables={5: written.table(5, 1, (0, 0))}), "the table `classes` speaks of 2 bytes"),
        (good(tables={8: written.table(8, 2, (0, 0))}), "speaks of 768 moves, and there are 2"),
        (good(tables={2: written.table(2, 4, (0, 513, 0))}), "a state has its moves beyond the end"),
        (good(tables={2: written.table(2, 4, (0, 0x0100_0000, 0))}), "a state has flags that are none"),
        (good(tables={2: written.table(2, 4, (0, BESIDE, 0))}), "a move before the begin"),
        (good(default={1: 3}), "the table `default` names the state 3, and there are 3"),
        (Dfa((0, 0), {1: {0: 2}}), "the table `next` names the state 2, and there are 2"),
        (good(tables={3: written.table(3, 2, (5,) * 768)}), "the table `check` names the state 5, and there are 3"),
        (Dfa((0,)), "there are no states"),
        (good(default={1: 1}, flags={1: FURTHER}), "each other's default, without end"),
        (good(default={1: 2, 2: 1}, flags={1: FURTHER, 2: FURTHER}), "each other's default, without end"),
        (Dfa((0, 0, 1 | 4 << 10)), "a profile whose name is not there"),
        (Dfa((0, 0, (1 | 4 << 10) << 14)), "a profile whose name is not there"),
        *((good().without(number), f"an automaton has no table `{name}`") for number, name in {
            1: "accept", 2: "base", 3: "check", 4: "default", 8: "next",
        }.items()),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_are_refused(dfa: Dfa | bytes, what: str) -> None:
    code, message = said_of(files(dfa))

    assert code == "bad-compiled-policy"
    assert what in message


def test_an_automaton_that_starts_nowhere_is_refused() -> None:
    _, message = said_of(written.profile(written.name("dfa_start") + written.number(9), written.blob(good())))

    assert "it starts in state 9, and there are 3" in message


ROW = written.row(0x200)


@pytest.mark.parametrize(
    ("rows", "dfa", "code", "what"),
    [
        (written.rows(ROW, ROW), Dfa((0, 0, 2)), "bad-compiled-policy", "the permissions 3, and there are 2"),
        (written.rows(ROW), Dfa((0, 0)), "bad-compiled-policy", "the permissions 1, and there are 1"),
        (written.rows(), Dfa((0, 0)), "bad-compiled-policy", "and there are 0"),
        (written.rows(ROW, ROW, version=2), good(), "unknown-compiled-policy", "of version 2"),
        (written.rows(written.row(0x4), ROW), good(), "unknown-compiled-policy", "has the bits 0x4, which no rule"),
        (
            written.rows(ROW, written.row(0x200, kill=1)),
            good(),
            "unknown-compiled-policy",
            "column `kill` has the value",
        ),
        (
            written.rows(ROW, written.row(0x201, xindex=0x0800_0000)),
            good(),
            "bad-compiled-policy",
            "a profile whose name is not there",
        ),
    ],
)
def test_rows_that_mean_nothing_are_refused(rows: bytes, dfa: Dfa, code: str, what: str) -> None:
    found, message = said_of(files(dfa, rows))

    assert found == code
    assert what in message


def test_a_class_has_bits_of_its_own() -> None:
    files_only = written.rows(written.row(0x4_8000))

    assert said_of(written.profile(written.policydb(files_only, written.blob(Dfa((0, 0))))))[0] == (
        "unknown-compiled-policy"
    )


@pytest.mark.parametrize(("mode", "code"), [(5, "unknown-compiled-policy"), (2**32 - 1, "unknown-compiled-policy")])
def test_a_mode_that_is_none_is_refused(mode: int, code: str) -> None:
    head = written.structure(written.string("p"), written.flags(mode), written.CAPABILITIES)

    assert said_of(written.VERSION + written.name("profile") + head)[0] == code


def test_rlimits_of_a_later_kernel_are_refused() -> None:
    limits = written.structure(written.number(1 << 16), written.array(*[b"\3" + b"\0" * 8] * 17))

    assert said_of(written.profile(written.name("rlimits") + limits))[0] == "unknown-compiled-policy"


@pytest.mark.parametrize("head", [b"", b"\x01\x03\0\0\0\0\0\0"])
def test_where_nothing_reads_zstd_what_is_compressed_so_is_called_so(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)

    assert said_of(head + b"\x28\xb5\x2f\xfd\0") == ("compressed-policy", "web.bin is compressed with zstd")


MAGIC = b"\x28\xb5\x2f\xfd"


def stored(data: bytes) -> bytes:
    """A frame of zstd in which the bytes stand as they are: one segment, its size in four bytes, raw blocks."""
    blocks = [data[at : at + 0xFFFF] for at in range(0, len(data), 0xFFFF)]
    heads = [len(block) << 3 | (at == len(blocks) - 1) for at, block in enumerate(blocks)]
    body = b"".join(head.to_bytes(3, "little") + block for head, block in zip(heads, blocks, strict=True))
    return MAGIC + b"\xa0" + len(data).to_bytes(4, "little") + body


@pytest.mark.parametrize("head", [b"", b"\x01\x03\0\0\0\0\0\0"])
def test_what_is_compressed_with_zstd_is_read(head: bytes) -> None:
    assert read_compiled(head + stored(files(good()))) == read_compiled(files(good()))


def test_what_is_compressed_with_zstd_and_damaged_or_cut_is_refused() -> None:
    whole = stored(files(good()))

    assert "it is cut short" in said_of(whole[:-6])[1]
    assert "cannot be decompressed" in said_of(MAGIC + b"\xff" * 40)[1]


def test_what_zstd_would_fill_the_memory_with_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apparmor_dsl.semantics.model.compiled.envelope._MOST", 100)

    assert "it becomes longer than 100 bytes" in said_of(stored(files(good())))[1]


def test_what_is_deflated_is_inflated() -> None:
    assert read_compiled(zlib.compress(files(good()))) == read_compiled(files(good()))


def test_what_is_deflated_and_cut_is_refused() -> None:
    assert "it is cut short" in said_of(zlib.compress(files(good()))[:-6])[1]


def test_what_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apparmor_dsl.semantics.model.compiled.envelope._MOST", 100)

    assert "it becomes longer than 100 bytes" in said_of(zlib.compress(files(good())))[1]


def test_structures_may_be_nested_as_deep_as_one_likes() -> None:
    deep = written.name("later") + b"\x07" * 100_000 + b"\x08" * 100_000

    assert read_compiled(written.profile(deep))[0].unread == {"later"}


@cache
def samples() -> tuple[bytes, ...]:
    """One of each form that the newest parser here writes, and what is written by hand."""
    rows = written.rows(written.row(0x200), written.row(0x244), written.row(0x8200))
    made = [files(Dfa((0, 0, 1, 1), {1: {97: 2}}, accept2=(0, 0, 1, 0)), rows, written.names("x"))]
    if oracle.PARSER is not None:
        made += [binary(ALL_KINDS, parsers()[-1], form) for form in FORMS]
    return tuple(made)


def looked_at(profiles: tuple[CompiledProfile, ...]) -> None:
    """What a caller would do with it."""
    for profile in profiles:
        profile.mediated()
        for automaton in (profile.files, profile.classes):
            automaton.ask(b"/etc/passwd")
            for state, _ in Walk(200).states(automaton):
                automaton.permissions(state)
        if profile.attachment is not None:
            profile.attachment.matches(b"/usr/bin/a")
            for state, _ in Walk(50).states(profile.attachment):
                profile.attachment.accepts(profile.attachment.beside(state))


flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)


@settings(max_examples=600)
@given(st.data(), flips, st.floats(0, 1), st.sampled_from(["cut", "whole", "doubled", "hole"]))
def test_damage_is_refused_or_does_no_harm(
    data: st.DataObject, changes: list[tuple[float, int]], cut: float, how: str
) -> None:
    found = bytearray(data.draw(st.sampled_from(samples())))
    for where, value in changes:
        found[int(where * len(found))] = value
    at = int(cut * len(found))
    made = {"cut": found[:at], "whole": found, "doubled": found + found[at:], "hole": found[:at] + found[at + 8 :]}[how]

    assert codes_of(bytes(made)) <= CODES


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(rest: bytes) -> None:
    begin = written.VERSION + written.name("profile") + b"\x07"

    assert codes_of(rest) | codes_of(written.VERSION + rest) | codes_of(begin + rest) <= CODES


def codes_of(data: bytes) -> set[str]:
    """Those of the refusal, where there is one; else it is looked at as a caller would."""
    try:
        looked_at(read_compiled(data))
    except PolicyError as refused:
        return {found.code for found in refused.diagnostics}
    return set()
