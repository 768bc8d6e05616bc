r"""File rules as entries: patterns of paths, and what each half, the owner of a file and all others, is permitted.

A link is a pair of paths, `path\0target`, and both the path alone and the pair must be permitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.model.decide import EXECUTE, MMAP, OTHER_SHIFT, has_priorities
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.exec_transition import Transition, goal, transition
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read, together
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.paths import folded, without_namespace
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Target, Version

EVERY_PATH: Final = "/{**,}"
"""The path of `file,`. Source: parser/parser_yacc.y."""

LINK: Final = 0x10
SUBSET: Final = 0x20
"""On a pair of paths: the link must permit no more than its target. On a path the same bit is locking."""

ACCESS: Final = {"w": 0x02, "r": 0x04, "a": 0x08, "l": LINK, "k": 0x20, "m": MMAP}
"""The bit of each letter, for the owner; OTHER_SHIFT above it is that for the others. Source: parser/immunix.h."""

_FILE_LETTERS: Final = frozenset("mrwalk")


@frozen
class Half:
    """What one half, the owner of a file or everybody else, is permitted.

    `letters` are of `mrwalk`; `w` comes with `a`. `exec` is the transition where execution is permitted.
    """

    letters: frozenset[str] = frozenset()
    exec: Transition | None = None

    def bits(self) -> int:
        """The access as bits of the owner's half."""
        found = EXECUTE if self.exec is not None else 0
        for letter in self.letters:
            found |= ACCESS[letter]
        return found


NO_ACCESS: Final = Half()


@frozen
class PathRule:
    """A rule of paths, in the form that all rules of paths have in common.

    `path` and `link` are globs without variables. `priority` is the one in force, which can differ from the rule's.
    `program` is the glob of a change_profile rule's program, and `path` then the profile to change to. `audit` is what
    is in force, which for `deny all` is not what is written.
    """

    rule: ResolvedRule
    path: str
    owner: Half
    other: Half
    priority: int = 0
    link: str | None = None
    subset: bool = False
    program: str | None = None
    audit: bool = False

    @property
    def access_type(self) -> ast.AccessType:
        """allow, deny or prompt."""
        return self.rule.access_type

    def pattern(self) -> Pattern | BadPattern:
        """The strings it speaks of: paths, or for change_profile a program, a NUL, and a profile."""
        if self.program is None:
            return pattern(folded(self.path))
        parts = [pattern(self.program), pattern(self.path)]
        bad = next((part for part in parts if isinstance(part, BadPattern)), None)
        return bad or together(*(part for part in parts if isinstance(part, Pattern)))

    def access(self) -> int:
        """The bits of both halves."""
        return self.owner.bits() | self.other.bits() << OTHER_SHIFT


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a rule, of files or `all`, says of paths. A rule whose glob is none says nothing."""
    for said in path_rules(rule, profile, system.target):
        if said.program is None:
            yield from _entries(said)


def path_key(path: str) -> bytes:
    """What the kernel asks about a file."""
    return path.encode("utf-8", "surrogateescape")


def link_key(path: str, target: str) -> bytes:
    """What the kernel asks about a new link at `path` to the file `target`, after it has asked about `path`."""
    return path_key(path) + b"\0" + path_key(target)


def every_path_rule(profile: ResolvedProfile, target: Target) -> Iterator[PathRule]:
    """The path rules of all rules of the profile, in their order."""
    for rule in profile.rules:
        yield from path_rules(rule, profile, target)


def path_rules(rule: ResolvedRule, profile: ResolvedProfile, target: Target) -> Iterator[PathRule]:
    """The rule as rules of paths; rules of other kinds are none."""
    for said in _path_rules(rule, own_name(profile), target):
        yield said if has_priorities(target) or not said.priority else evolve(said, priority=0)


_LINKS_SINCE: Final[Version] = (4, 1)
"""Since then `/a rl -> /b,` speaks of a link, and `/b` is no profile."""


def named_transition(resolved: ResolvedRule, profile: ResolvedProfile, target: Target) -> str | None:
    """The name of a profile that takes a place among those to go to.

    Before 5.0 that of a `pivot_root` does too, which goes nowhere.
    """
    match resolved.written:
        case ast.FileRule(target=str(), exec=mode) as written if mode or target.version < _LINKS_SINCE:
            return goal(written, profile=own_name(profile))[1]
        case ast.PivotRootRule(target=str(name)) if target.version < (5, 0):
            return name
        case _:
            return None


def own_name(profile: ResolvedProfile) -> str:
    """The name in the profile's head, before its variables are expanded."""
    return without_namespace(unescaped(profile.node.name))[1]


def _path_rules(resolved: ResolvedRule, profile: str, target: Target) -> Iterator[PathRule]:
    audit = resolved.audit
    match resolved.rule:
        case ast.FileRule() as rule:
            written = resolved.written if isinstance(resolved.written, ast.FileRule) else rule
            letters = _FILE_LETTERS if rule.path is None else frozenset(rule.access)
            half = Half(letters | {"a"} if "w" in letters else letters, transition(written, profile))
            path = rule.path or EVERY_PATH
            yield _halved(PathRule(resolved, path, half, half, resolved.priority, rule.link_target, audit=audit))
        case ast.LinkRule() as rule:
            half = Half(frozenset("l"))
            link, subset = rule.target, rule.subset
            yield _halved(PathRule(resolved, rule.path, half, half, resolved.priority, link, subset, audit=audit))
        case ast.ChangeProfileRule(exec=str(program)) as rule:
            half = Half(exec=Transition(unsafe=rule.environment == "unsafe"))
            # 4.1.8 counts the priority of such a rule, 5.0.2 does not.
            priority = resolved.priority if target.version < (5, 0) else 0
            yield PathRule(resolved, rule.target or "**", half, half, priority, program=program)
        case ast.AllRule():
            yield from _all(resolved, target)
        case _:
            return


def _all(resolved: ResolvedRule, target: Target) -> Iterator[PathRule]:
    """The path rules of `all`. Source: add_implied_rules in parser/all_rule.cc, and what is compiled.

    Executing has a lower priority, so that any other exec rule wins. A `deny all` refuses everything but executing to
    the owner alone; whether it is quiet, 4.1.8 does not look, and others mistake. To 4.0.1 it is one rule like others.
    """
    denies = resolved.access_type == "deny"
    audit = resolved.audit
    if denies:
        audit = not resolved.audit if target.version != (4, 1) else False
    files = Half(_FILE_LETTERS)
    if target.version < (4, 1):
        every = Half(_FILE_LETTERS, Transition(inherits=not denies))
        yield PathRule(resolved, EVERY_PATH, every, every, audit=audit)
        return
    yield PathRule(resolved, EVERY_PATH, files, NO_ACCESS if denies else files, resolved.priority, audit=audit)
    lower = resolved.priority - (2 if target.version >= (5, 0) else 1)
    execs = Half(exec=Transition(inherits=not denies))
    yield PathRule(resolved, EVERY_PATH, execs, execs, lower, audit=audit)


def _entries(said: PathRule) -> Iterator[Entry]:
    """The entry of the path, and that of the pair where there is a link."""
    found = said.pattern()
    if isinstance(found, BadPattern):
        return
    access = said.access()
    links = access & (LINK | LINK << OTHER_SHIFT)
    # Where a link is refused the pair refuses it: the path alone may have other links.
    alone = access & ~links if said.access_type == "deny" else access
    if alone:
        yield Entry(found, _kind(said, alone), said.rule)
    if not links:
        return
    end = _ANY_TARGET if said.link is None else pattern(folded(said.link))
    if isinstance(end, Pattern):
        # There is one such bit, and it is the owner's.
        subset = SUBSET if links & LINK and (said.link is None or said.subset) else 0
        # Of a pair the link is logged, and that it must permit no more is no access to be logged.
        marks = links if said.audit is not (said.access_type == "deny") else 0
        pair = Kind(links | subset, said.access_type, priority=said.priority, marks=marks)
        yield Entry(together(found, end), pair, said.rule)


def _kind(said: PathRule, access: int) -> Kind:
    permits = said.access_type != "deny"
    return Kind(
        access,
        mode=said.access_type,
        audit=said.audit,
        priority=said.priority,
        owner_exec=said.owner.exec if permits else None,
        other_exec=said.other.exec if permits else None,
    )


def _halved(said: PathRule) -> PathRule:
    """The rule with the half taken away that it does not speak of."""
    match said.rule.ownership:
        case "owner":
            return evolve(said, other=NO_ACCESS)
        case "other":
            return evolve(said, owner=NO_ACCESS)
        case None:
            return said


_ANY_TARGET: Final = read("/[^/].*")
"""Where a link with the access `l` may point to. Source: process_dfa_entry in parser/parser_regex.c."""
