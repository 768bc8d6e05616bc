"""What file rules permit, slow and obvious: every rule is asked, as apparmor.d(5) tells it.

The judge of the engine beside the real parser. It knows no automaton: a glob is matched by trying. Rules of files and
links are looked at; what other rules say of files (`all`, change_profile, hats) is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, assert_never

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.exec_transition import Transition, transition
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Target

Access = Literal["m", "r", "w", "a", "l", "k", "x"]


@frozen
class Said:
    """Whether an access is permitted; whether it is logged when it is; whether its refusal is not logged."""

    permitted: bool = False
    logged: bool = False
    quiet: bool = False


def file_access(profile: ResolvedProfile, path: str, access: Access, *, owner: bool, target: Target) -> Said:
    """What the rules of the profile say of an access to a path, by the owner of the file or by somebody else."""
    rules = [rule for rule in _speaking(profile, path, owner=owner) if access in _letters(rule.rule)]
    if access == "x":
        return said(_decisive_for_x(rules, target), target)
    if access == "l":
        # Where a link is refused it is for the pair: another target may be permitted.
        rules = [rule for rule in rules if rule.access_type != "deny"]
    found = said(rules, target)
    if access != "m":
        return found
    inheriting = _inheriting(profile, path, rules, owner=owner, target=target)
    if not inheriting:
        return found
    # 4.0.1 logs the mapping too, where the rule is logged that it is for.
    logged = (4, 0) <= target.version < (4, 1) and any(rule.audit for rule in inheriting)
    return Said(permitted=True, logged=found.logged or logged)


def link(profile: ResolvedProfile, path: str, to: str, *, owner: bool, target: Target) -> Said:
    """What the rules say of a pair: a new link and the file that it is to. The link alone must be permitted too."""
    rules = [
        rule
        for rule in _speaking(profile, path, owner=owner)
        if "l" in _letters(rule.rule) and _may_point_to(rule.rule, to)
    ]
    return said(rules, target)


def how_executed(profile: ResolvedProfile, path: str, *, owner: bool, target: Target) -> Transition | None:
    """What confines a program that is executed; None where it may not be."""
    rules = [rule for rule in _speaking(profile, path, owner=owner) if "x" in _letters(rule.rule)]
    decisive = _decisive_for_x(rules, target)
    if not said(decisive, target).permitted:
        return None
    ways = [_transition(rule, profile) for rule in decisive if rule.access_type == "allow"]
    return ways[0]


def _speaking(profile: ResolvedProfile, path: str, *, owner: bool) -> list[ResolvedRule]:
    """The rules that speak of this path and this half."""
    half = "owner" if owner else "other"
    return [
        rule
        for rule in profile.rules
        if rule.ownership in {None, half} and any(matches(glob, path) for glob in _globs(rule.rule))
    ]


def _globs(rule: ast.Rule) -> Iterator[str]:
    match rule:
        case ast.FileRule(path=path):
            yield folded(path) if path is not None else "/{**,}"
        case ast.LinkRule(path=path):
            yield folded(path)
        case _:
            return


def _letters(rule: ast.Rule) -> frozenset[str]:
    """The accesses that the rule speaks of. To write is also to append; `file,` is everything."""
    match rule:
        case ast.FileRule(path=None):
            return frozenset("mrwalkx")
        case ast.FileRule(access=access, exec=mode):
            return frozenset(access) | frozenset("a" if "w" in access else "") | frozenset("x" if mode else "")
        case ast.LinkRule():
            return frozenset("l")
        case _:
            return frozenset()


def _may_point_to(rule: ast.Rule, to: str) -> bool:
    match rule:
        case ast.LinkRule(target=glob):
            return matches(folded(glob), to)
        case ast.FileRule(link_target=str(glob)):
            return matches(folded(glob), to)
        case _:
            # Any file, but not what begins with two slashes.
            return to.startswith("/") and len(to) > 1 and to[1] != "/"


def said(rules: Sequence[ResolvedRule], target: Target) -> Said:
    """What rules say that all speak of the access: those of the highest priority, and of them a deny first."""
    rules = _highest(rules, target)
    denying = [rule for rule in rules if rule.access_type == "deny"]
    if denying:
        return Said(quiet=any(not rule.audit for rule in denying))
    allowing = [rule for rule in rules if rule.access_type == "allow"]
    return Said(permitted=bool(allowing), logged=any(rule.audit for rule in allowing))


def _highest(rules: Sequence[ResolvedRule], target: Target) -> Sequence[ResolvedRule]:
    if target.version < (4, 1) or not rules:
        return rules
    highest = max(rule.priority for rule in rules)
    return [rule for rule in rules if rule.priority == highest]


def _decisive_for_x(rules: Sequence[ResolvedRule], target: Target) -> Sequence[ResolvedRule]:
    """Of rules about executing, those that decide: a path without wildcards is preferred to one with them."""
    rules = _highest(rules, target)
    if any(rule.access_type == "deny" for rule in rules):
        return rules
    exact = [rule for rule in rules if rule.access_type == "allow" and _is_exact(rule.rule, target)]
    if target.version < (4, 1):
        # Of both it is logged, and both are here: the exact ones first.
        return [*exact, *(rule for rule in rules if rule not in exact)]
    return exact or rules


def _inheriting(
    profile: ResolvedProfile, path: str, of_mmap: Sequence[ResolvedRule], *, owner: bool, target: Target
) -> Sequence[ResolvedRule]:
    """The rules by which a program keeps this profile, and may be mapped because of that, though no rule says `m`."""
    of_x = [rule for rule in _speaking(profile, path, owner=owner) if "x" in _letters(rule.rule)]
    if target.version < (4, 1):
        denied = any(rule.access_type == "deny" for rule in of_mmap)
        return [] if denied else [rule for rule in of_x if rule.access_type == "allow" and _keeps(rule, profile)]
    decisive = _decisive_for_x(of_x, target)
    against = _highest(of_mmap, target)
    if not said(decisive, target).permitted or any(
        rule.access_type == "deny" or rule.priority > decisive[0].priority for rule in against
    ):
        return []
    return [rule for rule in decisive if rule.access_type == "allow" and _keeps(rule, profile)]


def _keeps(rule: ResolvedRule, profile: ResolvedProfile) -> bool:
    how = _transition(rule, profile)
    return how is not None and how.inherits


def _transition(rule: ResolvedRule, profile: ResolvedProfile) -> Transition | None:
    return transition(rule.rule, profile.name) if isinstance(rule.rule, ast.FileRule) else None


def _is_exact(rule: ast.Rule, target: Target) -> bool:
    """Whether the path has no wildcard. A class is none since there are priorities, but a negated one is."""
    if not isinstance(rule, ast.FileRule) or rule.path is None:
        return False
    return all(_is_plain(piece, target) for piece in _pieces(folded(rule.path)))


@frozen
class _Letter:
    letter: str


@frozen
class _OneOf:
    """`[ab]`, `[^ab]`. A negated class matches everything else, a slash too."""

    letters: frozenset[str]
    negated: bool


@frozen
class _One:
    """`?`"""


@frozen
class _Many:
    """`*`, and with `crosses` `**`. `some`: a whole component, which has at least one letter."""

    crosses: bool
    some: bool


@frozen
class _Group:
    """`{a,b}`"""

    options: tuple[tuple[_Piece, ...], ...]


_Piece = _Letter | _OneOf | _One | _Many | _Group


def matches(glob: str, path: str) -> bool:
    """Whether the glob matches the whole path, by trying."""
    return len(path) in _ends(_pieces(glob), path, 0)


def _ends(pieces: Sequence[_Piece], path: str, at: int) -> frozenset[int]:
    """Where a match of the pieces that begins at the place may end."""
    if not pieces:
        return frozenset({at})
    first, rest = pieces[0], pieces[1:]
    after = frozenset(_ends_of_one(first, path, at))
    return frozenset().union(*(_ends(rest, path, place) for place in after))


def _ends_of_one(piece: _Piece, path: str, at: int) -> Iterator[int]:
    letter = path[at : at + 1]
    match piece:
        case _Letter(wanted):
            if letter == wanted:
                yield at + 1
        case _OneOf(letters, negated):
            if letter and (letter in letters) is not negated:
                yield at + 1
        case _One():
            if letter and letter not in "/\0":
                yield at + 1
        case _Many(crosses, some):
            if some:
                if not letter or letter in "/\0":
                    return
                at += 1
            yield at
            while at < len(path) and path[at] != "\0" and (crosses or path[at] != "/"):
                at += 1
                yield at
        case _Group(options):
            for option in options:
                yield from _ends(option, path, at)
        case _:
            assert_never(piece)


def _pieces(glob: str) -> tuple[_Piece, ...]:
    found, end = _read(glob, 0, stop="")
    if end < len(glob):
        raise ValueError(f"{glob} is no glob")
    return found


def _read(glob: str, at: int, stop: str) -> tuple[tuple[_Piece, ...], int]:
    """The pieces from the place on up to one of the signs of `stop`, and where they end."""
    found: list[_Piece] = []
    while at < len(glob) and glob[at] not in stop:
        match glob[at]:
            case "\\":
                found.append(_Letter(glob[at + 1]))
                at += 2
            case "?":
                found.append(_One())
                at += 1
            case "[":
                end = glob.index("]", at + 2)
                negated = glob[at + 1] == "^"
                found.append(_OneOf(_members(glob[at + 1 + negated : end]), negated))
                at = end + 1
            case "{":
                options: list[tuple[_Piece, ...]] = []
                while glob[at] != "}":
                    option, at = _read(glob, at + 1, stop=",}")
                    options.append(option)
                found.append(_Group(tuple(options)))
                at += 1
            case "*":
                end = at
                while glob[end : end + 1] == "*":
                    end += 1
                # A whole component has a letter, so that `/a/*` is not `/a/` itself.
                some = at > 0 and glob[at - 1] == "/" and glob[end : end + 1] in {"", "/"}
                while at < end:
                    length = min(2, end - at)
                    found.append(_Many(length == 2, some))
                    at, some = at + length, False
            case letter:
                found.append(_Letter(letter))
                at += 1
    return tuple(found), at


def _members(text: str) -> frozenset[str]:
    """The letters of a class: `ab`, `a-c`."""
    found: set[str] = set()
    at = 0
    while at < len(text):
        if text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            found |= {chr(code) for code in range(ord(text[at]), ord(text[at + 2]) + 1)}
            at += 3
        else:
            found.add(text[at])
            at += 1
    return frozenset(found)


def _is_plain(piece: _Piece, target: Target) -> bool:
    match piece:
        case _Letter():
            return True
        case _OneOf(negated=negated):
            return not negated and target.version >= (4, 0)
        case _One() | _Many():
            return False
        case _Group(options):
            return all(_is_plain(inner, target) for option in options for inner in option)
        case _:
            assert_never(piece)
