"""One letter of real policy is damaged: what is said is one error, at that line or beside it, nearly always."""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser import parse_in_part
from tests.corpus.test_debian_policy import PROFILES, text_of

pytestmark = pytest.mark.needs_apparmor_parser

SEED = 20
SAMPLE = 400
SIGNS = ',{}()="/'


class Damaged(NamedTuple):
    text: str
    line: int


POLICY = [file for file in PROFILES if "{" in text_of(file)]


def damaged(text: str, chance: random.Random) -> Damaged:
    """The text without one of its signs, or with one too many, on a line that is no comment."""
    places = [
        at
        for at, letter in enumerate(text)
        if letter in SIGNS and "#" not in text[text.rfind("\n", 0, at) + 1 : at + 1]
    ]
    at = chance.choice(places)
    changed = text[:at] + chance.choice(["", text[at] * 2, " " + text[at]]) + text[at + 1 :]
    return Damaged(changed, text.count("\n", 0, at) + 1)


def errors_of(text: str) -> tuple[Diagnostic, ...]:
    return tuple(one for one in parse_in_part(Source("x", text), "apparmor")[1] if one.severity is Severity.ERROR)


def is_near(found: Diagnostic, line: int) -> bool:
    places = [label.span.line for label in found.labels] + ([found.span.line] if found.span else [])
    return any(abs(place - line) <= 1 for place in places)


def test_what_is_damaged_in_one_place_is_one_error_near_it() -> None:
    chance = random.Random(SEED)
    told = [
        (found, one.line)
        for one in (damaged(text_of(chance.choice(POLICY)), chance) for _ in range(SAMPLE))
        if (found := errors_of(one.text))
    ]

    assert len(told) > SAMPLE // 4
    assert sum(len(found) == 1 for found, _ in told) >= 0.95 * len(told)
    assert sum(any(is_near(one, line) for one in found) for found, line in told) >= 0.97 * len(told)
