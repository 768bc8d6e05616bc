"""Policy that would take all time and memory there is: what can be said is said, within bounds that are counted."""

from collections.abc import Sequence
from random import Random

import pytest

from apparmor_dsl.analysis.equal import Undecided, Unlike, equal
from apparmor_dsl.analysis.lint.expansions import alternatives
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.requests import FileRequest
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.language.parser import parse
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import verdict
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.resolve.full import resolve
from tests.semantics.model.kernels import system

SYSTEM = system("plain", "apparmor-3.0")
FEW = 50
"""So many states are enough where the states of a part do not have to be searched."""


def crossing(letters: Sequence[str], name: str = "x") -> list[str]:
    """`/sys/**/x/**/y/**` many times over: which words have come already is in every state."""
    return [f"/sys/**/{name}{number}/**/y{number}/** {letters[number % len(letters)]}," for number in range(60)]


def resolved(text: str) -> tuple[list[Model], tuple[Diagnostic, ...]]:
    found, said = resolve(parse(text), PolicyFolders(), target=SYSTEM.target, dialect="apparmor")
    return [model_of(profile, SYSTEM) for profile in found.profiles], said


def models(rules: list[str]) -> list[Model]:
    return resolved(f"profile p {{\n{chr(10).join(rules)}\n}}\n")[0]


def test_the_same_text_is_equal_without_a_search() -> None:
    rules = crossing("rwk")

    assert list(equal(models(rules), models(rules), budget=1)) == []


def test_the_same_rules_in_another_order_and_twice_are_equal_without_a_search() -> None:
    rules = crossing("rwk")
    mixed = Random(1).sample(rules, len(rules)) + rules[:7]

    assert list(equal(models(rules), models(mixed), budget=1)) == []


def test_one_rule_more_is_found_where_it_is_and_the_rest_is_not_searched() -> None:
    rules = crossing("rwk")
    (found,) = equal(models(rules), models([*rules, "/etc/x r,"]), budget=FEW)

    assert isinstance(found, Unlike)
    assert found.witness == b"/etc/x"


def test_one_rule_more_that_says_nothing_new_is_found_to_be_so() -> None:
    rules = [*crossing("rwk"), "/etc/** r,"]

    assert list(equal(models(rules), models([*rules, "/etc/x/y r,"]), budget=FEW)) == []


def test_those_that_are_too_much_to_compare_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """They permit the same, and say it so differently that only a search of all states could tell."""
    monkeypatch.setattr("apparmor_dsl.semantics.automata.automaton.MOST", 100_000)
    together = crossing(["rw"])
    apart = [rule.replace(" rw,", f" {letter},") for rule in together for letter in "rw"]
    (found,) = equal(models(together), models(apart))

    assert isinstance(found, Undecided)
    assert found.states < 10_000


def test_a_single_question_is_answered_all_the_same() -> None:
    (model,) = models(crossing("rwk"))
    answer = query(model.profile, FileRequest("/sys/a/x1/b/y1/c", "w"), SYSTEM, model=model)

    assert answer.allowed


def test_variables_that_stand_for_millions_of_values_are_refused_where_they_are_used() -> None:
    doubled = "".join(f"@{{V{at}}}=@{{V{at - 1}}}x @{{V{at - 1}}}y\n" for at in range(1, 40))
    _, said = resolved(f"@{{V0}}=a b\n{doubled}profile p {{\n  /@{{V39}} r,\n}}\n")

    assert [(one.code, one.span.line if one.span else None) for one in said] == [("variable-too-large", 42)]


def test_variables_beside_each_other_are_not_multiplied() -> None:
    values = "".join(f"@{{V{at}}}={' '.join(f'a{at}{number}' for number in range(10))}\n" for at in range(8))
    (model,), said = resolved(f"{values}profile p {{\n  /{'/'.join(f'@{{V{at}}}' for at in range(8))} r,\n}}\n")

    assert said == ()
    assert model.files.ask(b"/a01/a12/a23/a34/a45/a56/a67/a78").allow
    assert list(equal([model], [model], budget=1)) == []


@pytest.mark.parametrize(
    "glob", [f"/{'{a,b}' * 2000}", f"/{'{a,' * 49}b{'}' * 49}", f"/{'**a' * 300}", f"/**a{'?' * 40}"]
)
def test_globs_of_many_parts_are_read_asked_and_compared(glob: str) -> None:
    (model,) = models([f"{glob} r,"])

    assert not model.files.ask(b"/" + b"b" * 3000).allow
    assert list(equal([model], models([f"{glob} r,"]), budget=1)) == []
    assert alternatives(glob) is None or len(alternatives(glob) or ()) <= 256


def test_braces_that_are_nested_deeper_than_the_parser_reads_are_refused() -> None:
    text = f"profile p {{\n  /{'{a,' * 5000}b{'}' * 5000} r,\n}}\n"
    said = verdict(parse(text), PolicyFolders(), target=SYSTEM.target)

    assert [(one.code, one.span.line if one.span else None) for one in said] == [("bad-glob", 2)]
    assert len(said[0].message) < 200
