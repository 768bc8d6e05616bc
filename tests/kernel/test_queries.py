"""What a real kernel answers about loaded policy is what the compiled policy and the model of its source say."""

from collections import Counter

import pytest

from tests.kernel.asking import Source, asked
from tests.kernel.kernels import Kernel
from tests.kernel.words import EVERYTHING

pytestmark = [pytest.mark.needs_kernel, pytest.mark.needs_apparmor_parser, pytest.mark.needs_newer_parsers]

FILE, MOUNT, PTRACE, SIGNAL, NETWORK, USERNS, IO_URING = 2, 7, 9, 10, 14, 21, 22


def test_everything_is_loaded(kernel: Kernel) -> None:
    policy, outcome, _ = asked(kernel)

    assert set(outcome.loaded) == {0}
    assert len(policy.profiles) > 200


def test_enough_is_asked_of_every_class(kernel: Kernel) -> None:
    questions = [each.question.payload for each in asked(kernel)[2]]
    classes = Counter(payload[0] for payload in questions)

    assert len(questions) >= 20_000
    assert min(classes[each] for each in (FILE, MOUNT, PTRACE, SIGNAL, NETWORK)) >= 500
    # Links, and mounts, are strings of several names.
    assert sum(payload[0] == FILE and b"\0" in payload for payload in questions) >= 500
    if kernel.version != "6.1":
        assert min(classes[each] for each in (USERNS, IO_URING)) >= 50


def test_some_is_permitted_and_some_is_not(kernel: Kernel) -> None:
    """A harness that hears the same to everything would agree with itself."""
    answers = Counter(each.answer.allow for each in asked(kernel)[2])

    assert len(answers) > 50
    assert max(answers.values()) < answers.total() / 2
    assert answers[EVERYTHING] < answers.total() / 10


@pytest.mark.parametrize("source", ["compiled", "model"])
def test_the_kernel_agrees(kernel: Kernel, source: Source) -> None:
    disagreements = [found for each in asked(kernel)[2] if (found := each.disagreement(source))]

    assert disagreements == []


def test_a_profile_leaves_the_capabilities_that_we_say(kernel: Kernel) -> None:
    policy, outcome, _ = asked(kernel)
    every = 2**41 - 1
    wrong = {}
    for each, (entered, held) in zip(policy.profiles, outcome.deeds, strict=True):
        # One that only complains takes nothing away.
        wanted = every if each.compiled.mode == "complain" else each.model.capabilities.allow
        if entered.errno or held.errno or int(held.text, 16) != wanted & every:
            wrong[each.name] = (entered, held, f"{wanted:016x}", f"{each.compiled.capabilities.allow:016x}")

    assert wrong == {}
