"""What an older parser cannot read is worked out, and means the same as policy that was written for it by hand."""

from __future__ import annotations

import pytest

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.compile import Compilation, compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle import oracle
from tests.semantics.composing import compiled_all

PREAMBLE = "@{LIST} = /a /b\n@{ONE} = /a\n@{N} = 3\n$yes = true\n$no = false\n"

CONDITIONS = {
    "/a in @{LIST}": True,
    "/c in @{LIST}": False,
    "@{ONE} == /a": True,
    "@{LIST} == /a": False,
    "@{N} > 2": True,
    "@{N} <= 2": False,
    "$yes and $no": False,
    "$yes or $no": True,
    "not ($yes and $no)": True,
    "defined @{LIST} and not defined @{NOPE}": True,
}


def compiled(text: str, target: str) -> Compilation:
    return compile_policy(parse(text, dialect="aadsl"), PolicyFolders(), dialect="aadsl", target=TARGETS[target])


def a_profile(body: str) -> str:
    return f"{PREAMBLE}profile p {{\n{body}\n}}\n"


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_condition_is_decided_for_a_parser_that_cannot_read_it(condition: str) -> None:
    made = compiled(a_profile(f"if {condition} {{\n/then r,\n}} else {{\n/else w,\n}}"), "apparmor-3.0")
    by_hand = a_profile("/then r," if CONDITIONS[condition] else "/else w,")

    assert [found.code for found in made.diagnostics] == ["decided-for-target"]
    assert oracle.binary(made.files[0].text) == oracle.binary(f"abi <abi/3.0>,\n{by_hand}")


@pytest.mark.parametrize("target", ["apparmor-5.0", "apparmor-6.0"])
def test_a_parser_that_can_read_it_decides_itself(target: str) -> None:
    made = compiled(a_profile("if /a in @{LIST} {\n/then r,\n}"), target)

    assert made.diagnostics == ()
    assert "if /a in @{LIST} {" in made.files[0].text


def test_a_condition_that_every_parser_reads_is_left_alone() -> None:
    made = compiled(a_profile("if $yes {\n/then r,\n} else if defined @{LIST} {\n/else r,\n}"), "apparmor-3.0")

    assert made.diagnostics == ()
    assert "if ${yes} {" in made.files[0].text


LOSSY = {
    "if $yes {\nptrace,\n}": "ptrace,",
    "if $no {\n} else {\nnetwork inet,\n/a r,\n}": "network inet, /a r,",
    "if $yes {\nset rlimit nofile <= 10,\n}": "set rlimit nofile <= 10,",
    "if $yes {\nif defined @{LIST} {\nmount,\n}\n}": "mount,",
    "network inet,\nif $yes {\n/a r,\n}": "network inet, /a r,",
}


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("body", LOSSY)
def test_a_condition_in_which_a_parser_would_lose_rules_is_decided(body: str) -> None:
    made = compiled(a_profile(body), "apparmor-3.0")

    assert {found.code for found in made.diagnostics} == {"decided-for-target"}
    assert oracle.binary(made.files[0].text) == oracle.binary(f"abi <abi/3.0>,\n{a_profile(LOSSY[body])}")


def test_a_condition_behind_an_include_is_decided_for_a_parser_that_might_end_there() -> None:
    made = compiled(a_profile("include if exists <nowhere>\nif $yes {\n/a r,\n}"), "apparmor-3.0")

    assert [found.code for found in made.diagnostics] == ["decided-for-target"]


def test_conditions_inside_others_are_decided_too() -> None:
    made = compiled(
        a_profile("if $yes {\nif /a in @{LIST} {\n/in r,\n}\n} else {\nif true {\n/out r,\n}\n}"), "apparmor-4.1"
    )

    assert "/in r," in made.files[0].text
    assert " in @{LIST}" not in made.files[0].text


@pytest.mark.needs_apparmor_parser
def test_assignments_that_are_too_new_are_worked_out() -> None:
    text = "@{A} = /a\n@{A} ?= /b\n@{B} ?= /b\n$c = not false\nprofile p {\n@{A}@{B} r,\nif $c {\n/c r,\n}\n}\n"
    made = compiled(text, "apparmor-3.0")
    by_hand = "abi <abi/3.0>,\nprofile p {\n/a/b r,\n/c r,\n}\n"

    assert {found.severity for found in made.diagnostics} == {Severity.NOTICE}
    assert oracle.binary(made.files[0].text) == oracle.binary(by_hand)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize(
    ("preamble", "by_hand"),
    [
        ("@{A} = /a\n@{A} := /b\n", "@{A} = /b"),
        ("@{A} := /b\n", "@{A} = /b"),
        ("@{A} = /a\n@{A} += /c\n@{A} := /b\n@{A} += /d\n", "@{A} = /b /d"),
        ("@{A} = /a\n@{A} := /b\n@{A} := /c /d\n", "@{A} = /c /d"),
        ("@{B} = /b\n@{A} = @{B}/a\n@{B} := /c\n", "@{A} = /c/a"),
        ("$a = true\n$a := false\n@{A} = /a\n", "$a = false\n@{A} = /a"),
        ("$a ?= true\n$a ?= false\n@{A} = /a\n", "$a = true\n@{A} = /a"),
        ("$a = true\n$b = $a\n$a := $b\n@{A} = /a\n", "$a = true\n@{A} = /a"),
    ],
)
def test_what_is_set_anew_is_set_once(preamble: str, by_hand: str) -> None:
    boolean = " if $a { /then r, } else { /else r, }" if "$a" in preamble else ""
    made = compiled(f"{preamble}profile p {{ @{{A}} r,{boolean} }}\n", "apparmor-3.0")

    assert {found.code for found in made.diagnostics} == {"decided-for-target"}
    assert oracle.binary(made.files[0].text) == oracle.binary(
        f"abi <abi/3.0>,\n{by_hand}\nprofile p {{ @{{A}} r,{boolean} }}\n"
    )


def test_what_an_include_sets_cannot_be_set_anew_for_an_older_parser() -> None:
    text = "include <tunables/x>\n@{A} := /b\nprofile p { @{A} r, }\n"
    made = compiled_all(text, {"tunables/x": "@{A} = /a\n"}, target="apparmor-4.1")

    assert [found.code for found in made.diagnostics] == ["too-new-for-target"]
    assert made.files == ()


def test_the_rules_of_a_decided_condition_keep_their_origin() -> None:
    made = compiled(a_profile("if true {\n/then r,\n}"), "apparmor-3.0")
    line = made.files[0].text.splitlines().index("  /then r,") + 1
    origin = made.files[0].origin_of_line(line)

    assert origin is not None
    assert origin.span is not None
    assert origin.span.text == "/then r,"


@pytest.mark.parametrize("condition", ["@{A} == /a", "defined @{A}"])
def test_of_what_is_missing_nothing_is_worked_out(condition: str) -> None:
    text = f"include <nowhere>\nprofile p {{ if {condition} {{ @{{A}}/b r, }} include <here> }}\n"
    made = compiled_all(text, {"here": "@{X} = /a\n"}, target="apparmor-3.0")

    assert [found.code for found in made.diagnostics] == ["include-not-found", "include-in-profile-preamble"]
