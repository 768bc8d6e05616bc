"""For all strings, and for all that is no string: a profile permits what the real parser compiles of it."""

from random import Random

import pytest

from apparmor_dsl.language.parser import parse, read_source
from apparmor_dsl.semantics.automata import Never
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.difference import difference
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.targets import TARGETS
from tests.parser_oracle import oracle
from tests.parser_oracle.newer import Parser, parsers
from tests.semantics.model import file_rules

_PROFILES = 40


def system_of(parser: Parser) -> System:
    """What the parser is a target for."""
    major, minor = parser.version[:2]
    name = f"apparmor-{major}.{minor}"
    return System(TARGETS[name], read_features(read_source(oracle.FEATURES)))


def compiled(parser: Parser, texts: list[str]) -> dict[str, CompiledProfile]:
    """The profiles of those texts that the parser accepts; some contradict themselves."""
    try:
        return {found.name: found for found in read_compiled(parser.binary("".join(texts)))}
    except ValueError:
        if len(texts) == 1:
            return {}
        half = len(texts) // 2
        return {**compiled(parser, texts[:half]), **compiled(parser, texts[half:])}


def models(text: str, system: System) -> dict[str, Model]:
    resolved, _ = resolve(parse(text), PolicyFolders(), target=system.target, dialect="apparmor")
    return {profile.name: model_of(profile, system) for profile in resolved.profiles}


def unlike(model: Model, found: CompiledProfile) -> list[object]:
    """Everything that the two say differently."""
    compared = [
        (difference(model.files, found.files), Never()),
        (difference(model.classes, found.classes), Never()),
        (model.capabilities.allow, found.capabilities.allow),
        (model.capabilities.audit, found.capabilities.audit),
        (model.capabilities.quiet, found.capabilities.quiet),
        (dict(model.rlimits), dict(found.rlimits)),
        (model.flags.mode, found.mode),
        (model.flags.hat, found.hat),
        (model.flags.audit, found.audits_all),
        (model.flags.paths, found.flags),
        (model.attachment is None, found.attachment is None),
        (model.attachment and model.attachment.length, found.attachment and found.attachment.length),
    ]
    return [pair for pair in compared if pair[0] != pair[1]]


def check(parser: Parser, seed: int) -> None:
    random = Random(seed)
    newer = parser.version >= (4, 1)
    texts = [file_rules.profile(random, number, newer=newer) for number in range(_PROFILES)]
    system = system_of(parser)

    judged = compiled(parser, texts)
    ours = {name: made for text in texts for name, made in models(text, system).items() if name in judged}

    assert len(ours) > _PROFILES * 3 // 4
    assert {name: unlike(made, judged[name]) for name, made in ours.items() if unlike(made, judged[name])} == {}


@pytest.mark.needs_apparmor_parser
@pytest.mark.parametrize("seed", range(2))
def test_a_profile_permits_what_is_compiled(seed: int) -> None:
    check(parsers()[0], seed)


@pytest.mark.needs_newer_parsers
@pytest.mark.parametrize("seed", range(2))
def test_a_profile_permits_what_newer_parsers_compile(seed: int) -> None:
    for parser in parsers()[1:]:
        check(parser, seed)
