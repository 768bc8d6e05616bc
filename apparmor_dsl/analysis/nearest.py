"""Where no rule permits: the rules that came nearest, and why they do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from apparmor_dsl.analysis import misses
from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis.answer import Miss, Part
from apparmor_dsl.analysis.globs import matches, walked, why_not
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import Automaton, Subsets
from apparmor_dsl.semantics.model.file import PathRule, every_path_rule
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

_MOST: Final = 3
"""So many rules are shown."""


def nearest(profile: ResolvedProfile, request: ask.Request, system: System, denied: Sequence[Part]) -> tuple[Miss, ...]:
    """The rules that came nearest to permitting what no rule permits, the nearest first."""
    match request:
        case ask.FileRequest():
            return tuple(_of_files(profile, request.path, denied, system))
        case ask.LinkRequest():
            return tuple(_of_links(profile, request, denied, system))
        case ask.UnixRequest(peer_address=str(path)) if path.startswith("/"):
            letters = [part for part in denied if part.what in ask.FILE_LETTERS]
            sockets = _of_rules(profile, request) if len(letters) < len(denied) else ()
            return (*sockets, *(_of_files(profile, path, letters, system) if letters else ()))
        case _:
            return tuple(_of_rules(profile, request))


def _of_rules(profile: ResolvedProfile, request: ask.Request) -> Iterator[Miss]:
    """The rules of the class, those with the fewest reasons first."""
    found: list[tuple[int, Miss]] = []
    for rule in profile.rules:
        reasons = None if rule.access_type == "deny" else misses.reasons(rule.rule, request)
        if reasons is not None:
            found.append((len(reasons), Miss(rule, reasons or (_COMPILED,))))
    found.sort(key=lambda each: each[0])
    yield from _shown([miss for _, miss in found])


_COMPILED: Final = "it says so, and what is compiled for this target does not"


def _of_files(profile: ResolvedProfile, path: str, denied: Sequence[Part], system: System) -> Iterator[Miss]:
    wanted = {part.what for part in denied}
    rules = [said for said in every_path_rule(profile, system.target) if _permits_something(said)]
    same: list[Miss] = []
    others: list[PathRule] = []
    patterns = _Patterns(rules)
    matching = patterns.matching(path)
    for at, said in enumerate(rules):
        if at in matching:
            reason = _lacks(said, denied)
            if reason is not None:
                same.append(Miss(said.rule, (reason,)))
        elif _letters(said) & wanted:
            others.append(said)
    if same:
        yield from _shown(same)
        return
    distances = _Patterns(others).distances(path)
    best = sorted(range(len(others)), key=lambda at: -distances[at])
    near = [others[at] for at in best if distances[at] > 1]
    yield from _shown([Miss(said.rule, (why_not(said.path, path),)) for said in near[:_MOST]])


def _of_links(
    profile: ResolvedProfile, request: ask.LinkRequest, denied: Sequence[Part], system: System
) -> Iterator[Miss]:
    """Rules with `l` for the new name that do not lead to the file, else those for names near it."""
    found = []
    for said in every_path_rule(profile, system.target):
        if not _permits_something(said) or "l" not in _letters(said):
            continue
        if said.link is not None and not _why_not_or_none(said.path, request.path):
            reason = _why_not_or_none(said.link, request.target)
            found += [Miss(said.rule, (f"it links to another file: {reason}",))] if reason else []
    if found:
        yield from _shown(found)
    else:
        yield from _of_files(profile, request.path, denied, system)


def _why_not_or_none(glob: str, text: str) -> str | None:
    """Why the glob does not match; None where it does."""
    return None if matches(glob, text) else why_not(glob, text)


def _permits_something(said: PathRule) -> bool:
    return said.access_type == "allow" and said.program is None and bool(said.access())


def _letters(said: PathRule) -> set[str]:
    letters = {*said.owner.letters, *said.other.letters}
    return letters | ({"x"} if said.owner.exec or said.other.exec else set())


def _lacks(said: PathRule, denied: Sequence[Part]) -> str | None:
    """What a rule that matches the path does not permit; None where it permits nothing of what is asked."""
    missing: list[str] = []
    for part in denied:
        half = said.other if part.who == "other" else said.owner
        twin = said.owner if part.who == "other" else said.other
        has = part.what in half.letters or (part.what == "x" and half.exec is not None)
        if has:
            continue
        if part.what in twin.letters or (part.what == "x" and twin.exec is not None):
            return f"it is for {'the owner of the file' if part.who == 'other' else 'others than the owner'} only"
        missing.append(part.what)
    if not missing:
        return None
    return f"it matches, and lacks {' and '.join(f'`{letter}`' for letter in dict.fromkeys(missing))}"


class _Patterns:
    """The paths of rules as one automaton, so that thousands of them cost little more than one."""

    def __init__(self, rules: Sequence[PathRule]) -> None:
        self.count = len(rules)
        found = ((said.pattern(), at) for at, said in enumerate(rules))
        patterns = ((made.expression, at) for made, at in found if isinstance(made, Pattern))
        self._automaton = Automaton(patterns, Subsets())

    def matching(self, path: str) -> frozenset[int]:
        """The rules that match the path."""
        return self._automaton.matching(path.encode("utf-8", "surrogateescape"))

    def distances(self, path: str) -> list[int]:
        """For each rule, how many bytes of the path begin something that it matches."""
        found = [0] * self.count
        for length, state in enumerate(walked(self._automaton, path.encode("utf-8", "surrogateescape")), start=1):
            for at in self._automaton.still_possible(state):
                found[at] = length
        return found


def _shown(found: Sequence[Miss]) -> Iterator[Miss]:
    """The first of them, each written rule once."""
    seen: list[tuple[object, ResolvedRule | ast.Rule]] = []
    for miss in found:
        key = (miss.rule.span, miss.rule.rule)
        if key in seen:
            continue
        seen.append(key)
        yield miss
        if len(seen) == _MOST:
            return
