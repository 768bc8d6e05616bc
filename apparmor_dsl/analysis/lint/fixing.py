"""Which fixes change nothing that is permitted, and what the others change.

What a lint promises of its fix is a wish. Here every profile that an edited file is part of is compared as it is and as
it would be, over all strings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby

from attrs import define, field, frozen

from apparmor_dsl.analysis.lint.proof import Judge, Judgement, Refused, Same
from apparmor_dsl.analysis.lint.rewriting import edited, overlap
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit
from apparmor_dsl.diagnostics.source import Source


@frozen
class Candidate:
    """A finding with a fix, whose edits lie in these files, by their real paths."""

    found: Diagnostic
    edits: tuple[tuple[str, Edit], ...]

    @property
    def promised(self) -> bool:
        """Whether the lint promises that the fix changes nothing that is permitted."""
        return self.found.fix is not None and self.found.fix.safe

    def meets(self, other: Candidate) -> bool:
        """Whether both edit the same characters."""
        return any(
            path == place and overlap(edit, change) for path, edit in self.edits for place, change in other.edits
        )


@frozen
class Taken:
    """A fix, and what it does beside those that were taken before it."""

    candidate: Candidate
    judgement: Judgement


def candidates(found: Iterable[Diagnostic], own: frozenset[str]) -> tuple[Candidate, ...]:
    """The findings that can be fixed within the files that are linted, in their order."""
    made: list[Candidate] = []
    for one in found:
        if one.fix is None or not one.fix.edits:
            continue
        edits = tuple((os.path.realpath(edit.span.source.name), edit) for edit in one.fix.edits)
        if all(path in own for path, _ in edits):
            made.append(Candidate(one, edits))
    return tuple(made)


@define
class Fixing:
    """Takes fixes one after another, each on top of those before it."""

    judge: Judge
    taken: list[Taken] = field(factory=list)
    left: list[Taken] = field(factory=list)
    waiting: list[Candidate] = field(factory=list)
    """Those that edit what a fix before them has edited."""

    def safely(self, proposed: Sequence[Candidate]) -> None:
        """Take those that together change nothing. Of some that disturb each other, the first are taken."""
        free = self._apart([one for one in proposed if one.promised])
        for _, group in groupby(free, key=lambda one: one.edits[0][0]):
            self._settle(list(group))

    def unsafely(self, proposed: Sequence[Candidate]) -> None:
        """Take all that leave a policy, each with what it alone changes."""
        proven = [one.candidate for one in self.taken]
        for one in self._apart(proposed):
            alone = Taken(one, self.judge.judge(self._texts([*proven, one])))
            together = self.judge.judge(self.texts([one]))
            refused = next((said for said in (alone.judgement, together) if isinstance(said, Refused)), None)
            if refused is None:
                self.taken.append(alone)
            else:
                self.left.append(Taken(one, refused))

    def texts(self, more: Sequence[Candidate] = ()) -> dict[str, str]:
        """The texts of the files with all that was taken, and these."""
        return self._texts([*(one.candidate for one in self.taken), *more])

    @staticmethod
    def _texts(chosen: Sequence[Candidate]) -> dict[str, str]:
        edits: dict[str, list[Edit]] = {}
        sources: dict[str, Source] = {}
        for candidate in chosen:
            for path, edit in candidate.edits:
                edits.setdefault(path, []).append(edit)
                sources[path] = edit.span.source
        return {path: edited(sources[path].text, inside) for path, inside in edits.items()}

    def _apart(self, proposed: Sequence[Candidate]) -> list[Candidate]:
        """Those that are in nobody's way; the others wait."""
        free: list[Candidate] = []
        for one in proposed:
            if any(one.meets(other) for other in (*free, *(taken.candidate for taken in self.taken))):
                self.waiting.append(one)
            else:
                free.append(one)
        return free

    def _settle(self, batch: list[Candidate]) -> None:
        """Take what changes nothing: all of the batch, or of each half of it."""
        judgement = self.judge.judge(self.texts(batch))
        if isinstance(judgement, Same):
            self.taken += (Taken(one, judgement) for one in batch)
        elif len(batch) == 1:
            self.left.append(Taken(batch[0], judgement))
        else:
            middle = len(batch) // 2
            self._settle(batch[:middle])
            self._settle(batch[middle:])
