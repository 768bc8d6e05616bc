"""Is there a string of which a profile says this? Over all strings, or those of a language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, Generic, TypeVar

from attrs import frozen

from apparmor_dsl.semantics.automata import (
    BUDGET,
    Answer,
    Automaton,
    Choice,
    Deterministic,
    Expression,
    Found,
    Moves,
    Never,
    OneOf,
    Repeat,
    Subsets,
    Text,
    Together,
    Unknown,
    Walk,
    byte_sets,
    in_order,
)
from apparmor_dsl.semantics.model.decisions import Decided, Decisions
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.permissions import Permissions

S = TypeVar("S")
T = TypeVar("T")

_LETTER: Final = OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(b"/\0"))
_DOT: Final = Text(b".")
_OTHER: Final = OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(b"/\0."))
_NAME: Final = Choice(
    (
        in_order(_OTHER, Repeat(_LETTER)),
        in_order(_DOT, _OTHER, Repeat(_LETTER)),
        in_order(_DOT, _DOT, _LETTER, Repeat(_LETTER)),
    )
)

_NAMES: Final = in_order(Text(b"/"), _NAME, Repeat(in_order(Text(b"/"), _NAME)))

FILES: Final[Expression] = _NAMES
"""The paths of files that a kernel can ask about: absolute, without empty components, `.` and `..`, and no slash at the
end."""

FOLDERS: Final[Expression] = Choice((Text(b"/"), in_order(_NAMES, Text(b"/"))))
"""The paths of folders, which end in a slash."""

PATHS: Final[Expression] = Choice((FILES, FOLDERS))
"""All of these."""


@lru_cache(maxsize=64)
def language(expression: Expression) -> Automaton:
    """The strings that the expression matches."""
    return Automaton([(expression, 0)], Subsets())


def find(
    decisions: Decisions[S],
    wanted: Callable[[Permissions], bool],
    within: Deterministic[T],
    budget: int = BUDGET,
) -> Answer:
    """A shortest string of the language `within` that is decided as `wanted`. Never: there is none, which is proved."""
    walk = Walk(budget)
    for (state, inside), text in walk.states(Together(decisions, within)):
        if within.accepts(inside) and wanted(decisions.permissions(state)):
            return Found(text)
    return Never() if walk.complete else Unknown(walk.seen)


def permitting(decided: Decided, text: bytes, access: int) -> tuple[Entry, ...]:
    """The entries that permit some of this access to the string, in their order."""
    return tuple(
        entry
        for entry in decided.matching(text)
        if entry.kind.mode == "allow" and entry.kind.access & access and entry.rule is not None
    )


@frozen
class Permitted(Generic[S]):
    """The strings to which all of this access is permitted, as a language."""

    decisions: Decisions[S]
    access: int

    @property
    def start(self) -> S:
        """The state of the empty string."""
        return self.decisions.start

    def moves(self, state: S) -> Moves[S]:
        """Where each byte leads."""
        return self.decisions.moves(state)

    def accepts(self, state: S) -> bool:
        """Whether what leads to the state is permitted."""
        return self.decisions.permissions(state).allow & self.access == self.access
