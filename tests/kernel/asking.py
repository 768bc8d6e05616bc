"""Thousands of questions about a policy, the kernel's answers, and who says otherwise."""

from collections.abc import Iterator
from random import Random
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.semantics.automata import Automaton
from apparmor_dsl.semantics.model.decisions import Decided, Decisions
from tests.kernel.harness import Answer, Job, Outcome, Question, Step, boot
from tests.kernel.kernels import Kernel
from tests.kernel.once import once
from tests.kernel.policies import Policy, policy
from tests.kernel.sides import Judged
from tests.kernel.walks import near, walks
from tests.kernel.words import FILE, UNMEDIATED, Said, heard, of_class, of_file

SEED: Final = 6
STATES: Final = 60
"""So many strings an automaton gives, and those that miss."""
ENTRIES: Final = 12
"""Of so many lines of a policy each gives a string, and one that misses."""

Source = Literal["compiled", "model"]


@frozen
class Asked:
    """A question and its answer."""

    about: Judged
    question: Question
    answer: Answer

    def expected(self, source: Source) -> Said:
        """What the compiled policy, or the model of the source, says to it."""
        payload = self.question.payload
        here = self.about.compiled if source == "compiled" else self.about.model
        if payload[0] == FILE:
            return of_file(here.files.ask(payload[1:]), owner=self.question.owner)
        if not _mediates(here.classes, payload[0]):
            return UNMEDIATED
        return of_class(here.classes.ask(payload))

    def disagreement(self, source: Source) -> str | None:
        """What the kernel says and what we say, where that is not the same."""
        wanted, said = self.expected(source), heard(self.answer, self.question.payload)
        if self.answer.refused:
            return f"{self.about.name}: the kernel refuses to answer: errno {self.answer.refused}"
        if said == wanted:
            return None
        who = "owner" if self.question.owner else "other"
        return f"{self.about.name}, {self.question.payload!r} as {who}: the kernel {said}, the {source} {wanted}"


@once
def asked(kernel: Kernel) -> tuple[Policy, Outcome, tuple[Asked, ...]]:
    """One boot: the policy is loaded, everything asked, and for each profile which capabilities it leaves."""
    loaded = policy(kernel)
    random = Random(SEED)
    questions = [(about, question) for about in loaded.profiles for question in _questions(about, random)]
    held: list[tuple[Step, ...]] = [(("change_profile", each.name), ("capabilities",)) for each in loaded.profiles]
    outcome = boot(kernel, Job(loaded.binaries, tuple(question for _, question in questions), tuple(held)))
    return loaded, outcome, tuple(map(Asked, *zip(*questions, strict=True), outcome.answers))


def _questions(about: Judged, random: Random) -> Iterator[Question]:
    for path in (*walks(about.compiled.files, STATES, random), *_of_entries(about.model.files, random)):
        for owner in (True, False):
            yield Question(about.name, bytes((FILE,)) + path, owner)
    for payload in (*walks(about.compiled.classes, STATES, random), *_of_entries(about.model.classes, random)):
        # Files have an automaton of their own; the other one has their class without a string.
        if payload[0] != FILE:
            yield Question(about.name, payload)


def _of_entries(decided: Decided, random: Random) -> Iterator[bytes]:
    """For lines of the policy the last string that a walk through it alone comes to, and a near miss of that."""
    for entry in random.sample(decided.entries, min(ENTRIES, len(decided.entries))):
        found = list(walks(Automaton([(entry.pattern.expression, 0)]), 20, random))
        if found:
            yield max(found, key=len)
            yield near(max(found, key=len), random)


def _mediates(classes: Decisions[int], number: int) -> bool:
    return any(allowed >> number & 1 for allowed, _ in classes.moves(classes.start))
