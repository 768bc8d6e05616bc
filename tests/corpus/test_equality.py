"""Upstream's own cases of policies that are equal and of policies that are not, as its parser decides them.

A sample with a fixed seed runs here. AADSL_EVERY_EQUALITY=1 runs all.
"""

import json
import os
from collections import Counter
from functools import cache
from random import Random
from typing import TypedDict

import pytest

from apparmor_dsl.analysis.equal import equal
from apparmor_dsl.diagnostics.diagnostic import has_errors
from apparmor_dsl.language.parser import parse, read_source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS
from tests.conftest import CORPUS
from tests.semantics.model import kernels

pytestmark = pytest.mark.needs_corpus

EVERY = os.environ.get("AADSL_EVERY_EQUALITY") == "1"
SAMPLE = 1500


class Case(TypedDict):
    """Two policies, the features they are compiled for, and whether the binaries are the same."""

    case: int
    sub: int
    desc: str
    expect: str
    features: str
    a: str
    b: str


def cases() -> list[Case]:
    with (CORPUS / "equality.jsonl").open() as lines:
        found: list[Case] = [json.loads(line) for line in lines]
    of_ports = [case for case in found if case["features"] == "features.af_inet"]
    return found if EVERY else [*of_ports, *Random(4).sample(found, SAMPLE)]


@cache
def system(features: str) -> System:
    if features == "features.af_inet":
        # The corpus lacks the file. What counts of it is that the ports of sockets are mediated.
        return kernels.system("inet", "apparmor-6.0")
    return System(TARGETS["apparmor-6.0"], read_features(read_source(CORPUS / "features" / features)))


def models(text: str, of: System) -> list[Model]:
    resolved, said = resolve(parse(text), PolicyFolders(), target=of.target, dialect="apparmor")
    assert not has_errors(said), (text, said)
    return [model_of(profile, of) for profile in resolved.profiles]


def test_what_upstream_calls_equal_is_and_nothing_else() -> None:
    wrong: list[Case] = []
    judged: Counter[str] = Counter()
    for case in cases():
        of = system(case["features"])
        judged[case["expect"]] += 1
        answer = "unequal" if any(equal(models(case["a"], of), models(case["b"], of))) else "equal"
        if answer != case["expect"]:
            wrong.append(case)

    assert wrong == []
    assert min(judged["equal"], judged["unequal"]) > SAMPLE // 4
    print(f"{sum(judged.values())} cases: {dict(judged)}")
