"""A profile permits any file system to be mounted anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import language
from apparmor_dsl.analysis.lint import mounts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Expression, Found, Never, only_in
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.mount_flags import Operation
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)


_MOST_RULES: Final = 4


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a profile: rules that together are about every new mount, or every bind, before any deny.

    Who writes `all,` means everything, and this too.
    """
    questions: tuple[tuple[Operation, Expression, str], ...] = (
        ("new", mounts.plain_mounts(), "any file system"),
        ("bind", mounts.binds(), "any path"),
    )
    for operation, every, what in questions:
        entries = [
            entry
            for entry in profile.model.classes.entries
            if entry.kind.mode == "allow" and entry.kind.access & mounts.MOUNT and _is_about(entry, operation)
        ]
        rules = _rules_for_all(every, entries)
        if not rules or (operation == "bind" and mounts.meant(rules[0].rule) == "bind" and _has_no_source(rules[0])):
            continue  # a bind of anything has a lint of its own
        words = " and ".join(f"`{rule_text(rule.written)}`" for rule in rules)
        yield LINT.found(
            f"{words} {'lets' if len(rules) == 1 else 'let'} `{profile.profile.name}` mount {what} anywhere",
            profile.place(rules[0]),
            labels=tuple(label for rule in rules[1:] for label in profile.labels(rule, "together with this")),
            help="name the types, sources and mount points that are needed",
            notes=("what is mounted has a second path, and rules for the first one do not hold there",),
        )
        return


def _has_no_source(rule: ResolvedRule) -> bool:
    return isinstance(rule.rule, ast.MountRule) and rule.rule.source is None


def _is_about(entry: Entry, operation: Operation) -> bool:
    """Before 4.0 rules permit what they are not about as well, which is another lint's."""
    if entry.rule is None or isinstance(entry.rule.rule, ast.AllRule):
        return False
    return mounts.meant(entry.rule.rule) in {None, operation}


def _rules_for_all(every: Expression, entries: list[Entry]) -> list[ResolvedRule]:
    """One rule that matches every question, or else few that do together; none where there are not so few."""
    wanted = language(every)
    chosen: list[ResolvedRule] = []
    left = only_in(wanted, mounts.automaton_of(()))
    while isinstance(left, Found) and len(chosen) < _MOST_RULES:
        matching = Automaton((entry.pattern.expression, at) for at, entry in enumerate(entries))
        rules = [rule for at in sorted(matching.matching(left.witness)) if (rule := entries[at].rule) is not None]
        if not rules:
            return []
        alone = next((rule for rule in rules if isinstance(only_in(wanted, _automaton(entries, [rule])), Never)), None)
        if alone is not None:
            return [alone]
        chosen.append(rules[0])
        left = only_in(wanted, _automaton(entries, chosen))
    return chosen if isinstance(left, Never) else []


def _automaton(entries: list[Entry], rules: list[ResolvedRule]) -> Automaton:
    return mounts.automaton_of(entry for entry in entries if any(entry.rule is rule for rule in rules))
