"""Does aadsl understand a policy as the parser does that compiles it? For all strings, with a witness where not.

Our model of the text is held against what a parser compiles of the same text for the same features: paths, mediation
classes, capabilities, limits, flags, attachments. Where the two differ the mistake is ours, or the parser's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import assert_never

from attrs import frozen

from apparmor_dsl.analysis.equal import Difference, OnlyIn, Undecided, Unlike, UnlikeBit, UnlikeSetting, unlike
from apparmor_dsl.analysis.permitted import of_compiled, of_model
from apparmor_dsl.analysis.policies import known_profiles
from apparmor_dsl.analysis.systems import DEBIAN
from apparmor_dsl.diagnostics.diagnostic import error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.parser import parse_source
from apparmor_dsl.semantics.apparmor_parser import Parser, compiled
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.model.capability import NUMBERED, determining
from apparmor_dsl.semantics.model.compiled import CompiledProfile, read_compiled
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.resolve.origin import Origin
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

BUDGET = 1_000_000
"""So many states of both sides together are looked at, for each automaton of a profile."""


@frozen
class Same:
    """The two permit the same, for all strings. That is proved."""

    profile: str


@frozen
class Differs:
    """In what they differ: of each part of the profile a shortest string. `rules` are ours that speak of the first.

    `origin` is the place of the profile; None for one that the parser alone has.
    """

    profile: str
    differences: tuple[Difference, ...]
    rules: tuple[ResolvedRule, ...] = ()
    origin: Origin | None = None


@frozen
class Unknown:
    """No difference was found, and not everything was looked at."""

    profile: str
    parts: tuple[Undecided, ...]


Equivalence = Same | Differs | Unknown


def equivalence(
    text: str,
    parser: Parser,
    features: str | os.PathLike[str] | None = None,
    include: Sequence[str | os.PathLike[str]] = (),
    *,
    name: str = "policy",
    budget: int = BUDGET,
) -> tuple[Equivalence, ...]:
    """What is found of each profile of a text.

    `features` is a file that says what the kernel mediates, Debian's where there is none. `include` are folders for
    `<includes>`, before /etc/apparmor.d. Raises PolicyError where either of us refuses the text.
    """
    file = features_file(features)
    folders = PolicyFolders((*include, BASE))
    policy = parse_source(Source(name, text), "apparmor")
    known, said = known_profiles(policy, folders, "apparmor", parser.target, file)
    if has_errors(said):
        raise PolicyError(said)
    models = [one.model for one in known]
    raw = compiled(text, parser, file, [os.fspath(folder) for folder in (*include, BASE)])
    # Of a text without a profile nothing is written.
    return tuple(compared(models, read_compiled(raw, name) if raw else (), budget))


def compared(
    models: Iterable[Model], profiles: Iterable[CompiledProfile], budget: int = BUDGET
) -> Iterator[Equivalence]:
    """What is found of each profile; names say which belong together."""
    judged = {one.name: one for one in map(of_compiled, profiles)}
    for model in models:
        ours = of_model(model)
        theirs = judged.pop(ours.name, None)
        if theirs is None:
            yield Differs(ours.name, (OnlyIn(ours.name, "left"),), origin=model.profile.origin)
            continue
        found = tuple(unlike(ours, theirs, budget))
        undecided = tuple(each for each in found if isinstance(each, Undecided))
        if not found:
            yield Same(ours.name)
        elif len(undecided) == len(found):
            yield Unknown(ours.name, undecided)
        else:
            first = next(each for each in found if not isinstance(each, Undecided))
            yield Differs(ours.name, found, rules_about(model, first), model.profile.origin)
    for name in judged:
        yield Differs(name, (OnlyIn(name, "right"),))


def rules_about(model: Model, found: Difference) -> tuple[ResolvedRule, ...]:
    """The rules of the source that say something of what differs."""
    match found:
        case Unlike(part="files" | "classes", witness=witness):
            decided = model.files if found.part == "files" else model.classes
            rules = (entry.rule for entry in decided.matching(witness))
            return tuple({id(rule): rule for rule in rules if rule is not None}.values())
        case UnlikeBit(part="capability", name=name) if name in NUMBERED:
            return determining(model.profile.rules, name, model.system)
        case Unlike() | UnlikeBit() | UnlikeSetting() | OnlyIn() | Undecided():
            return ()
        case _:
            assert_never(found)


def features_file(given: str | os.PathLike[str] | None) -> Path:
    """The file that says what the kernel mediates. Raises PolicyError where there is none."""
    file = Path(DEBIAN if given is None else given)
    if not file.is_file():
        raise PolicyError((error("no-features", f"there is no file {file}", help="say --features FILE"),))
    return file
