"""Which profiles a program can enter when it is executed, and which of several wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final, assert_never

from attrs import frozen

from apparmor_dsl.analysis.lint.facts import Facts
from apparmor_dsl.semantics.automata import (
    BUDGET,
    Automaton,
    Choice,
    Expression,
    Found,
    InOrder,
    OneOf,
    Repeat,
    Subsets,
    Text,
    Walk,
    overlap,
)
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern
from apparmor_dsl.semantics.paths import folded

_OF_GLOBS: Final = frozenset("*?[]{}\\")
_FEW: Final = 64


@frozen
class Clash:
    """Two profiles that a program can enter, and that nothing tells apart."""

    first: Facts
    second: Facts
    path: str


def attaching(path: str, profiles: Iterable[Facts]) -> tuple[Facts, ...]:
    """The profiles that attach to some path that the glob matches."""
    wanted = _automaton(path)
    if wanted is None:
        return tuple(profiles)  # what cannot be read is said elsewhere
    return tuple(
        profile
        for profile in profiles
        if any(
            _may_meet(path, glob)
            and (made := _automaton(glob)) is not None
            and isinstance(overlap(wanted, made), Found)
            for glob in attachments(profile)
        )
    )


def attachments(profile: Facts) -> tuple[str, ...]:
    """The globs of the programs that enter the profile."""
    return () if profile.attachment is None else (profile.attachment, *profile.other_attachments)


def clashes(profiles: Sequence[Facts]) -> Iterator[Clash]:
    """Pairs of profiles of which a program can enter either, each pair once with a short path that shows it.

    The kernel prefers a name that is the path itself, then the match that goes farthest before it repeats itself.
    Source: find_attach in security/apparmor/domain.c.
    """
    told: set[tuple[int, int]] = set()
    for text, numbers in _shared(profiles):
        if all(pair in told for pair in combinations(sorted(numbers), 2)):
            continue
        for pair in combinations(preferred(profiles, numbers, text), 2):
            one, two = profiles[pair[0]], profiles[pair[1]]
            if pair not in told and not _are_told_apart(one, two):
                yield Clash(one, two, text.decode("utf-8", "backslashreplace"))
            told.add(pair)


def _shared(profiles: Sequence[Facts]) -> Iterator[tuple[bytes, frozenset[int]]]:
    """Paths that several profiles match, and these: of all that differ in them one.

    Most attachments name a few paths, which are compared as texts. An automaton is made of the others alone.
    """
    named, others = named_and_others(profiles)
    for text, numbers in sorted(named.items(), key=lambda item: len(item[0])):
        if len(matching := numbers | others.matching(text)) > 1:
            yield text, matching
    for state, text in Walk(BUDGET).states(others):
        if len(others.labels(state)) > 1:
            yield text, others.labels(state) | named.get(text, frozenset())


def named_and_others(profiles: Sequence[Facts]) -> tuple[dict[bytes, frozenset[int]], Automaton]:
    """The programs that attachments name, each with the numbers of its profiles; and all other attachments."""
    globs = [(glob, number) for number, one in enumerate(profiles) for glob in attachments(one)]
    found = [(made.expression, n) for glob, n in globs if isinstance(made := pattern(folded(glob)), Pattern)]
    named: dict[bytes, frozenset[int]] = {}
    for expression, number in found:
        for text in texts_of(expression) or ():
            named[text] = named.get(text, frozenset()) | {number}
    return named, Automaton((expression, number) for expression, number in found if texts_of(expression) is None)


@lru_cache(maxsize=4_000)
def texts_of(expression: Expression) -> tuple[bytes, ...] | None:
    """All strings of the expression, where it has neither repetitions nor classes, and they are few."""
    match expression:
        case Text(text):
            return (text,)
        case OneOf() | Repeat():
            return None
        case Choice(options):
            each = [texts_of(option) for option in options]
            made = [text for texts in each for text in texts or ()]
            return None if None in each or len(made) > _FEW else tuple(made)
        case InOrder(parts):
            begun: tuple[bytes, ...] = (b"",)
            for part in parts:
                further = texts_of(part)
                if further is None or len(begun) * len(further) > _FEW:
                    return None
                begun = tuple(before + after for before in begun for after in further)
            return begun
        case _:
            assert_never(expression)


def preferred(profiles: Sequence[Facts], numbers: Iterable[int], text: bytes) -> list[int]:
    """Those of the profiles, by their numbers, that a program of this path enters rather than the others."""
    far = {number: _far(profiles[number], text) for number in numbers}
    return sorted(number for number in far if far[number] == max(far.values()))


def _are_told_apart(one: Facts, other: Facts) -> bool:
    return one.namespace != other.namespace or one.name == other.name or one.xattrs or other.xattrs


def _far(profile: Facts, text: bytes) -> int:
    """How closely a profile that matches the text does so; a name that is the path wins over everything."""
    if not profile.is_matched:
        return len(text) + 1
    made = [found for glob in attachments(profile) if (found := _automaton(glob)) is not None and found.matching(text)]
    return max((distance(one, text) for one in made), default=0)


def distance(automaton: Automaton, text: bytes) -> int:
    """So many bytes are read before a state comes again: how closely the kernel takes the text to be matched."""
    state, seen = automaton.start, {automaton.start: 0}
    for at, byte in enumerate(text, 1):
        reached = automaton.after(state, byte)
        if reached is None:
            return at - 1
        if reached in seen:
            return seen[reached]
        state, seen[reached] = reached, at
    return len(text)


@lru_cache(maxsize=4_000)
def _automaton(glob: str) -> Automaton | None:
    found = pattern(folded(glob))
    return None if isinstance(found, BadPattern) else Automaton([(found.expression, 0)], Subsets())


def _may_meet(glob: str, other: str) -> bool:
    """Whether the letters before the first wildcards leave it possible."""
    one, two = _prefix(glob), _prefix(other)
    return one.startswith(two) or two.startswith(one)


@lru_cache(maxsize=10_000)
def _prefix(glob: str) -> str:
    end = next((at for at, letter in enumerate(glob) if letter in _OF_GLOBS), None)
    return folded(glob) if end is None else folded(glob[:end])
