"""What becomes of a program that is executed: the compiled policy says what its source does."""

import pytest

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.model.exec_transition import Transition, transition
from tests.parser_oracle.newer import Parser, parsers
from tests.semantics.model.compiled.samples import ROWS, WORDS, Form, compiled

pytestmark = [pytest.mark.needs_apparmor_parser, pytest.mark.needs_newer_parsers]

MODES = (
    *("ix", "px", "Px", "cx", "Cx", "ux", "Ux", "pix", "Pix", "cix", "Cix", "pux", "PUx", "cux", "CUx"),
    *("px -> other", "Px -> other", "cx -> kid", "Cx -> kid", "pix -> other", "PUx -> other", "Cix -> kid"),
    *("px -> :ns:other", "Px -> &other", "px -> parent//kid"),
)
RULES = (*(f"/bin/program {mode}" for mode in MODES), "safe /bin/program px", "unsafe /bin/program Px", "file")


@pytest.mark.parametrize("form", [WORDS, ROWS], ids=str)
@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_a_transition_is_the_one_that_the_rule_asks_for(parser: Parser, form: Form) -> None:
    found = {rule: of_program(rule, parser, form) for rule in RULES}

    assert found == {rule: in_source(rule) for rule in RULES}


def of_program(rule: str, parser: Parser, form: Form) -> Transition | None:
    profile = compiled(f"profile parent {{ {rule}, profile kid {{ }} }}\n", parser, form)[0]
    asked = profile.files.ask(b"/bin/program")
    assert asked.owner_exec == asked.other_exec
    return asked.owner_exec


def in_source(rule: str) -> Transition | None:
    [found] = parse(f"profile parent {{ {rule}, }}\n").profiles[0].body
    assert isinstance(found, ast.FileRule)
    return transition(found, "parent")


@pytest.mark.parametrize("form", [WORDS, ROWS], ids=str)
@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_owner_and_others_have_transitions_of_their_own(parser: Parser, form: Form) -> None:
    [profile] = compiled("profile p { owner /bin/a px, other /bin/a Ux, owner /bin/b ix, }\n", parser, form)

    asked = profile.files.ask(b"/bin/a")
    assert asked.owner_exec == Transition("profile", unsafe=True)
    assert asked.other_exec == Transition("unconfined")
    assert profile.files.ask(b"/bin/b").other_exec is None


@pytest.mark.parametrize("form", [WORDS, ROWS], ids=str)
@pytest.mark.parametrize("parser", parsers(), ids=str)
def test_the_names_are_those_that_programs_go_to(parser: Parser, form: Form) -> None:
    profile = compiled(
        "profile p { /a px -> other, /b Px -> :ns:other, /c cx -> kid, profile kid { } }\n", parser, form
    )[0]

    assert sorted(profile.transitions) == [":ns:other", "other", "p//kid"]
