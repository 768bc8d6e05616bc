"""Where two rules of a profile say differently how a program is executed: "conflicting x modifiers".

Which of two rules wins is decided for each string. A rule of the higher priority wins; among equals one whose pattern
is exact; and where two are left that disagree, the parser refuses the profile. Sources: accept_perms in
parser/libapparmor_re/hfa.cc, process_file_entries in parser/parser_merge.c. What is said here of versions was put to
3.0.8, 4.1.8 and 5.0.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from typing import Literal

from attrs import evolve, frozen

from apparmor_dsl.semantics.automata import BUDGET, Automaton, Found, Walk, overlap, shortest
from apparmor_dsl.semantics.model.decide import has_priorities, is_exact
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.file import Half, PathRule, every_path_rule
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Target

OfHalf = Callable[["_Kind"], Transition | None]
_HALVES: tuple[OfHalf, ...] = (lambda kind: kind.owner.exec, lambda kind: kind.other.exec)
_MOST_REPORTED = 20
_BUDGET_FOR_DETAILS = 5_000
_BUDGET_FOR_TWO = 2_000
_MOST_PAIRS = 500


@frozen
class Conflict:
    """Two rules that disagree, and a string that both match: a path, or with a NUL a program and a profile."""

    one: ResolvedRule
    other: ResolvedRule
    witness: bytes


@frozen
class TooLarge:
    """The patterns are too many to look at every string; among so many states there was no further conflict."""

    states: int


@frozen
class _Kind:
    """What the compiled policy tells apart among rules: all that is said of a string but the string."""

    priority: int
    mode: Literal["", "allow", "deny", "prompt"]
    owner: Half
    other: Half
    audit: bool
    exact: bool
    changes_profile: bool

    def level(self) -> int:
        """What decides between kinds."""
        own = {"deny": 3, "prompt": 0}.get(self.mode, 2 if self.exact else 1)
        return self.priority * 4 + own

    def permits(self) -> bool:
        """Whether it is for rules that permit, and so have a transition to disagree about."""
        return self.mode not in {"deny", "prompt"}


@frozen
class _Merged:
    """The entries that the parser makes one of: they say the same but for the access."""

    kind: _Kind
    pattern: Pattern
    entries: tuple[PathRule, ...]


def conflicts(profile: ResolvedProfile, target: Target, budget: int = BUDGET) -> Iterator[Conflict | TooLarge]:
    """The conflicts in the profile, as the target's parser sees them.

    A rule whose glob is none is left out.
    """
    ranked = has_priorities(target)
    own = [entry for entry in every_path_rule(profile, target) if entry.owner.exec or entry.other.exec]
    groups = list(_groups(own, ranked=ranked))
    same = [conflict for group in groups for conflict in _same_text(group)]
    if same:
        yield from same
        return  # the parser stops there, and what it would have merged cannot be told
    merged = [made for group in groups if (made := _merged(group, target)) is not None]
    yield from _overlapping(merged, _folded if ranked else _equal, budget)


def _groups(found: Iterable[PathRule], *, ranked: bool) -> Iterator[tuple[PathRule, ...]]:
    """The entries that the parser merges, in its order of groups."""
    made: dict[object, list[PathRule]] = {}
    for entry in found:
        made.setdefault(_order(entry, ranked=ranked), []).append(entry)
    for key in sorted(made):  # type: ignore[type-var]
        yield tuple(made[key])


def _order(entry: PathRule, *, ranked: bool) -> tuple[object, ...]:
    """Where the parser puts the entry before it merges neighbours. Source: file_comp in parser/parser_merge.c."""
    link = entry.program if entry.program is not None else entry.link
    return (
        link is not None,
        _backwards(link or ""),
        not entry.subset,
        _MODES.index(_mode(entry, ranked=ranked)),
        entry.rule.audit,
        -entry.priority,
        _backwards(entry.path),
    )


_MODES = ("", "allow", "deny", "prompt")


def _mode(entry: PathRule, *, ranked: bool) -> Literal["", "allow", "deny", "prompt"]:
    """The access type as far as the parser tells it: none and `allow` are two since there are priorities."""
    written = entry.rule.rule.qualifiers.access
    if entry.program is not None or not ranked:
        return "deny" if written == "deny" else ""
    return written or ""


def _backwards(text: str) -> tuple[int, ...]:
    """The bytes from the last to the first, as C compares them: with a sign."""
    return tuple(byte - 256 if byte > 127 else byte for byte in reversed(text.encode("utf-8", "surrogateescape")))


def _same_text(group: Sequence[PathRule]) -> Iterator[Conflict]:
    """Entries of one group that disagree: they are refused even where another rule would have won."""
    for one, other in combinations(group, 2):
        halves = ((one.owner.exec, other.owner.exec), (one.other.exec, other.other.exec))
        if any(first and second and first != second for first, second in halves):
            pattern = one.pattern()
            if isinstance(pattern, Pattern):
                found = shortest(Automaton(((pattern.expression, 0),)))
                yield Conflict(one.rule, other.rule, found.witness if isinstance(found, Found) else b"")
                return


def _merged(group: Sequence[PathRule], target: Target) -> _Merged | None:
    first = group[0]
    pattern = first.pattern()
    mode = _mode(first, ranked=has_priorities(target))
    if not isinstance(pattern, Pattern):
        return None
    changes = first.program is not None
    kind = _Kind(
        first.priority,
        mode,
        _union(entry.owner for entry in group),
        _union(entry.other for entry in group),
        first.rule.audit and not changes,
        is_exact(pattern, target),
        changes,
    )
    return _Merged(kind, pattern, tuple(group))


def _union(halves: Iterable[Half]) -> Half:
    made = Half()
    for half in halves:
        made = evolve(made, letters=made.letters | half.letters, exec=made.exec or half.exec)
    return made


Judge = Callable[[Sequence[_Kind]], tuple[_Kind, _Kind] | None]


def _folded(kinds: Sequence[_Kind]) -> tuple[_Kind, _Kind] | None:
    """The two that the parser stumbles over when it looks at one kind after the other, since 4.1.

    A higher level clears what was found, but what disagreed before that has been refused already.
    """
    for of_half in _HALVES:
        level: int | None = None
        standing: _Kind | None = None
        for kind in kinds:
            if of_half(kind) is None or (level is not None and kind.level() < level):
                continue
            if level is None or kind.level() > level:
                level, standing = kind.level(), kind if kind.permits() else None
            elif standing is None:
                standing = kind if kind.permits() else None
            elif kind.permits() and of_half(kind) != of_half(standing):
                return standing, kind
    return None


def _equal(kinds: Sequence[_Kind]) -> tuple[_Kind, _Kind] | None:
    """Two that are both exact or both not, and disagree: before 4.1 nothing makes up for that."""
    for one, other in combinations(kinds, 2):
        if one.level() == other.level() and _disagree(one, other):
            return one, other
    return None


def _disagree(one: _Kind, other: _Kind) -> bool:
    return (one.permits() and other.permits()) and any(
        (first := of_half(one)) is not None and (second := of_half(other)) is not None and first != second
        for of_half in _HALVES
    )


def _overlapping(merged: Sequence[_Merged], judge: Judge, budget: int) -> Iterator[Conflict | TooLarge]:
    """Look at every string at once, the shortest first."""
    while merged and not merged[-1].kind.permits():
        # Deny and prompt rules mostly come last: by then two that disagree have been refused.
        merged = merged[:-1]
    kinds = list(dict.fromkeys(made.kind for made in merged))
    search = _Search(
        Automaton((made.pattern.expression, kinds.index(made.kind)) for made in merged), kinds, judge, budget
    )
    first = next(search.conflicts(), None)
    if first is None and not search.walk.complete:
        first = _of_two(merged, search)
        if first is None:
            yield TooLarge(search.walk.seen)
    if first is None:
        return
    # It is known that there are some. Which rules they are is a larger question, and may stay half answered.
    each = _Search(
        Automaton((made.pattern.expression, index) for index, made in enumerate(merged)),
        [made.kind for made in merged],
        judge,
        min(budget, _BUDGET_FOR_DETAILS),
    )
    said: set[tuple[int, int]] = set()
    for one, other, witness in chain((first,), each.conflicts()):
        rule, rival = _rule(merged, one, witness), _rule(merged, other, witness)
        if (id(rule), id(rival)) not in said:
            said.add((id(rule), id(rival)))
            yield Conflict(rule, rival, witness)
        if len(said) >= _MOST_REPORTED:
            return


def _of_two(merged: Sequence[_Merged], search: _Search) -> tuple[_Kind, _Kind, bytes] | None:
    """A conflict found by looking at two rules at a time: a smaller question, whose no says nothing of all."""
    rivals = (pair for pair in combinations(merged, 2) if _disagree(pair[0].kind, pair[1].kind))
    for one, other in islice(rivals, _MOST_PAIRS):
        shared = overlap(
            Automaton([(one.pattern.expression, 0)]), Automaton([(other.pattern.expression, 0)]), _BUDGET_FOR_TWO
        )
        if isinstance(shared, Found):
            found = search.of_string(shared.witness)
            if found is not None:
                return (*found, shared.witness)
    return None


class _Search:
    """Looks for strings on which kinds of rules disagree. `walk` tells afterwards how far it came."""

    def __init__(self, automaton: Automaton, kinds: Sequence[_Kind], judge: Judge, budget: int) -> None:
        self.automaton = automaton
        self.kinds = kinds
        self.judge = judge
        self.walk = Walk(budget)
        self.rivals = [
            frozenset(at for at, other in enumerate(kinds) if other.level() == kind.level() and _disagree(kind, other))
            for kind in kinds
        ]

    def conflicts(self) -> Iterator[tuple[_Kind, _Kind, bytes]]:
        """Kinds that disagree, with a string on which they do; each state of the automaton is looked at once."""
        if not any(self.rivals):
            return
        for state, witness in self.walk.states(self.automaton, self._worth):
            found = self._judged(self.automaton.labels(state))
            if found is not None:
                yield (*found, witness)

    def of_string(self, text: bytes) -> tuple[_Kind, _Kind] | None:
        """The kinds that disagree on this string."""
        return self._judged(self.automaton.matching(text))

    def _judged(self, labels: frozenset[int]) -> tuple[_Kind, _Kind] | None:
        return self.judge(list(dict.fromkeys(self.kinds[label] for label in sorted(labels))))

    def _worth(self, state: int) -> bool:
        """Whether rules that disagree can both still match."""
        possible = self.automaton.still_possible(state)
        return any(self.rivals[label] & possible for label in possible)


def _rule(merged: Sequence[_Merged], kind: _Kind, witness: bytes) -> ResolvedRule:
    """The first rule of the kind, in the order of the text, that matches the string."""
    matching = Automaton((made.pattern.expression, index) for index, made in enumerate(merged) if made.kind == kind)
    entries = [entry for index in matching.matching(witness) for entry in merged[index].entries]
    return min(entries, key=_place).rule


def _place(entry: PathRule) -> tuple[str, int]:
    span = entry.rule.span
    return (span.source.name, span.start) if span else ("", 0)
