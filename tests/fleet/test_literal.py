"""Data as a pattern means the data, also to apparmor_parser."""

import pytest

from apparmor_dsl.fleet.literal import literal
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import emit
from tests.parser_oracle import oracle

SPECIAL = '{}[]*?^,"\\'


def profile(variable: str, rule: str) -> str:
    tree = ast.PolicyFile(
        (
            ast.Variable("x", "=", (variable,)),
            ast.Profile("p", body=(ast.FileRule(rule, "r"),)),
        )
    )
    return emit(tree)


def accepts(text: str) -> bool:
    return bool(oracle.accepts(text))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("letter", SPECIAL)
def test_a_special_letter_means_itself(letter: str) -> None:
    """Its number in octal is another way to say a letter: both compile to the same."""
    text = f"/a{letter}b"
    number = f"/a\\{ord(letter):03o}b"

    assert oracle.binary(profile(literal(text), "@{x}/c")) == oracle.binary(profile(number, "@{x}/c"))


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("letter", SPECIAL)
def test_without_the_backslash_it_would_mean_something_else(letter: str) -> None:
    plain = f'@{{x}} = "/a{letter}b"\nprofile p {{ @{{x}}/c r, }}\n'
    escaped = profile(literal(f"/a{letter}b"), "@{x}/c")

    same = accepts(plain) and oracle.binary(plain) == oracle.binary(escaped)
    assert not same or letter in ",^"


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("text", ["/@{HOME}/x", "/a b", "/a#b", "/${x}", "/a\\", "/ä", "/a//b", "/-> x", "/a, /b rw,"])
def test_what_looks_like_syntax_is_accepted_as_data(text: str) -> None:
    verdict = oracle.accepts(profile(literal(text), "@{x}/c"))

    assert verdict, verdict.message


def test_ordinary_paths_stay_as_they_are() -> None:
    assert literal("/var/lib/docker-1.2_x+y@z~") == "/var/lib/docker-1.2_x+y@z~"
