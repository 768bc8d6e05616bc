"""File rules as the entries of a compiled profile: patterns of paths, and what each half is permitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.model.exec_transition import Transition, goal, transition
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read, together
from apparmor_dsl.semantics.paths import folded, without_namespace
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Target

EVERY_PATH: Final = "/{**,}"
"""The path of `file,`. Source: parser/parser_yacc.y."""

_FILE_LETTERS: Final = frozenset("mrwalk")


@frozen
class Half:
    """What one half, the owner of a file or everybody else, is permitted.

    `letters` are of `mrwalk`; `w` comes with `a`. `exec` is the transition where execution is permitted.
    """

    letters: frozenset[str] = frozenset()
    exec: Transition | None = None


NO_ACCESS: Final = Half()


@frozen
class Entry:
    """One entry of a profile: what a file rule, or a change_profile rule with a program, is in the compiled policy.

    `path` and `link` are globs without variables. `priority` is the one in force, which can differ from the rule's.
    `program` is the glob of a change_profile rule's program, and `path` then the profile to change to.
    """

    rule: ResolvedRule
    path: str
    owner: Half
    other: Half
    priority: int = 0
    link: str | None = None
    subset: bool = False
    program: str | None = None

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


def entries(profile: ResolvedProfile, target: Target) -> Iterator[Entry]:
    """The entries of the profile's rules, in their order; rules of other kinds have none."""
    name = _own_name(profile)
    for rule in profile.rules:
        yield from _entry(rule, name, target)


def named_transition(resolved: ResolvedRule, profile: ResolvedProfile) -> str | None:
    """The name of a profile that takes a place among those to go to, also where nothing is executed."""
    written = resolved.written
    if not isinstance(written, ast.FileRule) or written.target is None:
        return None
    return goal(written, profile=_own_name(profile))[1]


def _own_name(profile: ResolvedProfile) -> str:
    """The name in the profile's head, before its variables are expanded."""
    return without_namespace(unescaped(profile.node.name))[1]


def _entry(resolved: ResolvedRule, profile: str, target: Target) -> Iterator[Entry]:
    match resolved.rule:
        case ast.FileRule() as rule:
            written = resolved.written if isinstance(resolved.written, ast.FileRule) else rule
            letters = _FILE_LETTERS if rule.path is None else frozenset(rule.access)
            half = Half(letters | {"a"} if "w" in letters else letters, transition(written, profile))
            yield _halved(
                resolved, Entry(resolved, rule.path or EVERY_PATH, half, half, resolved.priority, rule.link_target)
            )
        case ast.LinkRule() as rule:
            half = Half(frozenset("l"))
            yield _halved(resolved, Entry(resolved, rule.path, half, half, resolved.priority, rule.target, rule.subset))
        case ast.ChangeProfileRule(exec=str(program)) as rule:
            half = Half(exec=Transition(unsafe=rule.environment == "unsafe"))
            # 4.1.8 counts the priority of such a rule, 5.0.2 does not.
            priority = resolved.priority if target.version < (5, 0) else 0
            yield Entry(resolved, rule.target or "**", half, half, priority, program=program)
        case ast.AllRule():
            inherit = None if resolved.access_type == "deny" else Transition(inherits=True)
            files = Half(_FILE_LETTERS)
            yield _halved(resolved, Entry(resolved, EVERY_PATH, files, files, resolved.priority))
            # Lower, so that any other exec rule wins. Source: add_implied_rules in parser/all_rule.cc, and 4.1.8.
            lower = resolved.priority - (2 if target.version >= (5, 0) else 1)
            execs = Half(exec=inherit or Transition())
            yield _halved(resolved, Entry(resolved, EVERY_PATH, execs, execs, lower))
        case _:
            return


def _halved(resolved: ResolvedRule, entry: Entry) -> Entry:
    """The entry with the half taken away that the rule does not speak of."""
    match resolved.ownership:
        case "owner":
            return _with(entry, entry.owner, NO_ACCESS)
        case "other":
            return _with(entry, NO_ACCESS, entry.other)
        case None:
            return entry


def _with(entry: Entry, owner: Half, other: Half) -> Entry:
    return evolve(entry, owner=owner, other=other)


ANY_LINK: Final = read("/[^/].*")
"""Where a link with the access `l` may point to. Source: process_dfa_entry in parser/parser_regex.c."""
