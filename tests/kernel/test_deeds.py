"""What comes of real operations is what the table says, what the kernel says when it is asked, and what we say."""

from typing import assert_never

import pytest
from attrs import evolve, frozen

from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.capability import NUMBERED
from apparmor_dsl.semantics.model.profile import Model
from tests.kernel.deeds import DEEDS, DONE, OTHERS, Deed
from tests.kernel.harness import Answer, Job, Question, Result, boot
from tests.kernel.kernels import Kernel
from tests.kernel.once import once
from tests.kernel.questions import Access, Ask, Capability, Goes, Limit
from tests.kernel.sides import side
from tests.kernel.words import FILE, of_class, of_file

pytestmark = [pytest.mark.needs_kernel, pytest.mark.needs_apparmor_parser, pytest.mark.needs_newer_parsers]

each_deed = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.sentence)


@frozen
class Seen:
    """What came of all deeds on one kernel."""

    loaded: tuple[int, ...]
    results: dict[str, tuple[Result, ...]]
    answers: dict[tuple[str, Access], Answer]
    models: dict[str, Model]


def name_of(deed: Deed) -> str:
    return f"deed-{DEEDS.index(deed)}"


@once
def seen(kernel: Kernel) -> Seen:
    """One boot for all."""
    here = side(kernel)
    mine = [deed for deed in DEEDS if kernel in deed.kernels]
    text = "include <tunables/global>\n" + OTHERS
    for deed in mine:
        flags = f" flags=({deed.flags})" if deed.flags else ""
        text += f"profile {name_of(deed)}{flags} {{\n{deed.rules}\n}}\n"
    questions = {
        (name_of(deed), ask): Question(name_of(deed), ask.payload, ask.owner)
        for deed in mine
        for ask in deed.asks
        if isinstance(ask, Access)
    }
    steps = tuple((*deed.before, ("change_profile", name_of(deed)), *deed.does) for deed in mine)
    models = here.models(text, PolicyFolders())
    outcome = boot(kernel, Job((here.compiled(text),), tuple(questions.values()), steps))
    return Seen(
        outcome.loaded,
        {name_of(deed): results for deed, results in zip(mine, outcome.deeds, strict=True)},
        dict(zip(questions, outcome.answers, strict=True)),
        models,
    )


def looked_up(kernel: Kernel, deed: Deed) -> Seen:
    if kernel not in deed.kernels:
        pytest.xfail(f"policy for Linux {kernel} has no such rule")
    return seen(kernel)


def test_the_profiles_are_loaded(kernel: Kernel) -> None:
    assert seen(kernel).loaded == (0,)


@each_deed
def test_it_ends_as_the_table_says(kernel: Kernel, deed: Deed) -> None:
    *before, last = looked_up(kernel, deed).results[name_of(deed)]

    assert [step.errno for step in before] == [0] * len(before)
    assert last.errno == deed.end(kernel)
    if deed.text is not None:
        assert last.text == deed.text.replace("@", name_of(deed))


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.asks], ids=lambda deed: deed.sentence)
def test_it_ends_as_the_model_says(kernel: Kernel, deed: Deed) -> None:
    model = looked_up(kernel, deed).models[name_of(deed)]

    assert all(permitted(model, ask) for ask in deed.asks) == (deed.end(kernel) == DONE)


@pytest.mark.parametrize(
    "deed",
    [deed for deed in DEEDS if any(isinstance(ask, Access) for ask in deed.asks)],
    ids=lambda deed: deed.sentence,
)
def test_the_model_answers_each_question_as_the_kernel(kernel: Kernel, deed: Deed) -> None:
    found = looked_up(kernel, deed)
    asks = [ask for ask in deed.asks if isinstance(ask, Access)]

    said = [found.answers[name_of(deed), ask].allow & ask.bits == ask.bits for ask in asks]

    assert said == [permitted(found.models[name_of(deed)], ask) for ask in asks]


def permitted(model: Model, ask: Ask) -> bool:
    """What the model of the source says."""
    match ask:
        case Capability(name):
            return bool(model.capabilities.allow >> NUMBERED.index(name) & 1)
        case Limit(name, value):
            return value <= model.rlimits.get(name, value)
        case Goes(path, transition):
            goal = transition.name and transition.name.replace("@", model.profile.name)
            return model.files.ask(path.encode()).owner_exec == evolve(transition, name=goal)
        case Access(payload, bits, owner) if payload[0] == FILE:
            return of_file(model.files.ask(payload[1:]), owner=owner).allow & bits == bits
        case Access(payload, bits, _):
            mediated = any(allowed >> payload[0] & 1 for allowed, _ in model.classes.moves(model.classes.start))
            return not mediated or of_class(model.classes.ask(payload)).allow & bits == bits
        case _:
            assert_never(ask)
