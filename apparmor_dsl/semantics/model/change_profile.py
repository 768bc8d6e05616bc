r"""`change_profile /bin/bash -> child,` as entries among those of files.

A label alone is what a task may change to at once; `program\0label` what it may change to when it executes the program,
and for that it must also be permitted for the program alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import not_empty
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern, Pattern, read, together
from apparmor_dsl.semantics.model.system import System, table_version
from apparmor_dsl.semantics.paths import without_namespace
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ON_EXEC: Final = 1 << 30
CHANGE: Final = 1 << 31
"""Source: AA_ONEXEC and AA_CHANGE_PROFILE in parser/immunix.h."""

ANY_PROFILE: Final = "**"

_STACKING: Final = "domain/stack"
_ANY_PROGRAM: Final = r"/[^/\x00][^\x00]*"
"""Source: process_dfa_entry in parser/parser_regex.c."""


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a change_profile rule says. Nothing of it is ever logged, and what it denies is never quiet."""
    if not isinstance(rule.rule, ast.ChangeProfileRule) or _is_lost(rule, profile, system):
        return
    label = _label(rule.rule.target or ANY_PROFILE, system)
    program = read(_ANY_PROGRAM) if rule.rule.exec is None else pattern(rule.rule.exec)
    if isinstance(label, BadPattern) or isinstance(program, BadPattern):
        return
    pair = together(program, label)
    if _forgets_the_empty(system):
        label = evolve(label, expression=not_empty(label.expression))
    mode = rule.access_type
    if mode == "prompt" and system.target.version[:2] != (4, 1):
        # 4.1.8 alone asks about it; no kernel does.
        mode = "allow"
    # 4.1.8 counts the priority of such a rule, 5.0.2 does not.
    priority = rule.priority if (4, 1) <= system.target.version < (5, 0) else 0
    audit = mode == "deny"
    yield Entry(label, Kind(CHANGE | ON_EXEC, mode, audit, priority), rule)
    yield Entry(program, Kind(ON_EXEC, mode, audit, priority), rule)
    if rule.rule.exec is None:
        yield Entry(pair, Kind(ON_EXEC, mode, audit, priority), rule)
        return
    executes = ON_EXEC | EXECUTE | EXECUTE << OTHER_SHIFT
    how = None if mode == "deny" else Transition(unsafe=rule.rule.environment == "unsafe")
    yield Entry(pair, Kind(executes, mode, audit, priority, how, how), rule)


def _is_lost(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> bool:
    """Whether the parser takes the rule for one that comes later, which alone is compiled.

    5.0.2 compares the profiles to change to without their first letter: of `-> foo` and `-> goo` the last one is left.
    """
    if system.target.version < (5, 0):
        return False
    place = next((at for at, other in enumerate(profile.rules) if other is rule), len(profile.rules))
    return any(_compared(other) == _compared(rule) for other in profile.rules[place + 1 :])


def _compared(rule: ResolvedRule) -> object:
    """What 5.0.2 looks at where it makes one rule of several; nothing is equal to what is no such rule."""
    match rule.rule:
        case ast.ChangeProfileRule(target=target, exec=program):
            return program, None if target is None else target[1:], rule.access_type == "deny", rule.audit
        case _:
            return rule


def _forgets_the_empty(system: System) -> bool:
    """Whether what the empty string is permitted is not compiled: by 3.0.8, and behind the class of files."""
    return system.target.version < (4, 0) or (system.target.version >= (4, 1) and table_version(system) >= 2)


def change_key(label: str) -> bytes:
    """What the kernel asks about changing to the profile at once."""
    return label.encode("utf-8", "surrogateescape")


def on_exec_key(program: str, label: str) -> bytes:
    """What the kernel asks about changing to the profile with the next program."""
    return program.encode("utf-8", "surrogateescape") + b"\0" + change_key(label)


def _label(target: str, system: System) -> Pattern | BadPattern:
    r"""The label. For a kernel that stacks no profiles `:ns:name` becomes `ns\0name`."""
    if not system.features.has(_STACKING):
        namespace, name = without_namespace(target)
        parts = [pattern(part) for part in (namespace, name) if part is not None]
        bad = next((part for part in parts if isinstance(part, BadPattern)), None)
        return bad or together(*(part for part in parts if isinstance(part, Pattern)))
    return pattern(target)
