"""What the emitter writes means to apparmor_parser what the original meant."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apparmor_dsl.language.emit import emit
from apparmor_dsl.language.emit.quoting import Place, in_quotes, quoted
from apparmor_dsl.language.parser import parse_file
from tests import strategies
from tests.parser_oracle.oracle import BASE, FEATURES, ask

PREAMBLE = "@{var} = v w\n@{PROC} = /proc\n@{x} = y\n@{HOME} = /root\n"

# Where a value stands, in a policy whose `%s` is the value as written.
POLICIES = (
    (Place.WORD, "/x", "profile p {\n  %s r,\n}\n"),
    (Place.WORD, "", "profile p {\n  mount %s -> /y,\n}\n"),
    (Place.WORD, "", "profile p {\n  change_profile -> %s,\n}\n"),
    (Place.WORD, "p", "profile %s {\n}\n"),
    (Place.WORD, "", "@{v} = a %s\nprofile p {\n  /@{v} r,\n}\n"),
    (Place.CONDITION, "", "profile p {\n  ptrace peer=%s,\n}\n"),
    (Place.CONDITION, "", "profile p {\n  dbus path=%s,\n}\n"),
    (Place.LIST, "", "profile p {\n  mount fstype=(a, %s) -> /y,\n}\n"),
    (Place.MEMBER, "x", "profile p {\n  unix peer=(addr=none, label=%s),\n}\n"),
)

# Whole policies of this machine; what stands in folders is included in them.
INSTALLED = sorted(path for path in BASE.glob("*") if path.is_file()) if BASE.is_dir() else []


@pytest.mark.needs_apparmor_parser
@settings(max_examples=60)
@given(strategies.named, st.sampled_from(POLICIES))
def test_a_bare_value_says_the_same_as_the_quoted_one(value: str, where: tuple[Place, str, str]) -> None:
    place, begin, policy = where
    bare, in_marks = (PREAMBLE + policy.replace("%s", text) for text in both_ways(begin + value, place))

    # Neither output nor verdict differs; the words of a refusal may.
    assert outcome(bare) == outcome(in_marks)


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("path", INSTALLED, ids=lambda path: path.name)
def test_an_installed_policy_compiles_to_the_same_bytes_after_parsing_and_emitting(path: Path) -> None:
    original = path.read_text(errors="surrogateescape")

    assert outcome(emit(parse_file(path))) == outcome(original)


@pytest.mark.needs_apparmor_parser
def test_there_is_installed_policy_to_compare() -> None:
    assert INSTALLED


def both_ways(value: str, place: Place) -> tuple[str, str]:
    return quoted(value, place), in_quotes(value, place)


def outcome(text: str) -> tuple[bool, bytes]:
    """Whether the parser takes the text, and what it compiles it to."""
    output, verdict = ask(text, "--stdout", features=FEATURES)
    return verdict.accepted, output
