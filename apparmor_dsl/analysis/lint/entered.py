"""Which of several profiles a program enters, asked of many programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from attrs import define, field

from apparmor_dsl.analysis.find import FILES, language
from apparmor_dsl.analysis.lint.attachments import named_and_others, preferred, texts_of
from apparmor_dsl.analysis.lint.facts import Facts
from apparmor_dsl.semantics.automata import BUDGET, Automaton, Expression, Together, Walk


@define(eq=False)
class Entered:
    """Profiles of which a program that is executed enters one. What was asked is not worked out again."""

    profiles: Sequence[Facts]
    _known: dict[Expression, tuple[tuple[bytes, Facts], ...]] = field(factory=dict)

    def by(self, program: bytes) -> Facts | None:
        """The profile that the program enters; None where there is none, or nothing tells several apart."""
        best = preferred(self.profiles, self._matching(program), program)
        return self.profiles[best[0]] if len(best) == 1 else None

    def is_entered(self, program: bytes) -> bool:
        """Whether the program enters any of the profiles."""
        return bool(self._matching(program))

    def _matching(self, program: bytes) -> frozenset[int]:
        named, others = self._attachments
        return named.get(program, frozenset()) | others.matching(program)

    def programs(self, expression: Expression) -> tuple[tuple[bytes, Facts], ...]:
        """Programs that the expression matches, with the profile that each enters: some of every profile."""
        if expression not in self._known:
            found = dict.fromkeys(self._programs(expression))
            self._known[expression] = tuple(
                (program, entered) for program in found if (entered := self.by(program)) is not None
            )
        return self._known[expression]

    def _programs(self, expression: Expression) -> Iterator[bytes]:
        texts = texts_of(expression)
        if texts is not None:
            yield from texts
            return
        wanted = Automaton([(expression, 0)])
        named, others = self._attachments
        yield from (program for program in named if wanted.matching(program))
        plain = language(FILES)
        shown: set[frozenset[int]] = set()
        for ((state, path), other), program in Walk(BUDGET).states(Together(Together(wanted, plain), others)):
            labels = others.labels(other)
            if labels and labels not in shown and plain.accepts(path) and wanted.accepts(state):
                shown.add(labels)
                yield program

    @cached_property
    def _attachments(self) -> tuple[dict[bytes, frozenset[int]], Automaton]:
        return named_and_others(self.profiles)
