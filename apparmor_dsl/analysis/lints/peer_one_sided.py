"""One profile may send what the profile of the other side may not receive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from apparmor_dsl.analysis.lint.facts import Facts, PeerRule
from apparmor_dsl.analysis.lint.labels import is_glob
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.semantics.automata import Automaton
from apparmor_dsl.semantics.escapes import unescaped
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import Pattern

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_OTHER_SIDE: Final = {
    "signal": {"send": "receive", "receive": "send", "w": "receive", "r": "send"},
    "ptrace": {"trace": "tracedby", "read": "readby", "tracedby": "trace", "readby": "read"},
}
_PERMITTING: Final = frozenset({"complain", "unconfined", "default_allow"})


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Rules for signals and ptrace about one profile that is here, and has no rule of the other side."""
    told: set[object] = set()
    for profile in tree.profiles:
        for rule in profile.peers:
            if rule.kind not in ("signal", "ptrace") or rule.peer is None or is_glob(rule.peer):
                continue
            others = tree.by_name.get(unescaped(rule.peer), ())
            if len(others) != 1 or others[0].name == profile.name or rule.span in told or not tree.is_own(rule.span):
                continue
            missing = [access for access in _wanted(rule) if not _answers(others[0], rule.kind, access, profile)]
            if missing:
                told.add(rule.span)
                yield LINT.found(
                    f"`{others[0].name}` has no rule `{rule.kind} {missing[0]}` for `{profile.name}`: "
                    "both sides must permit it",
                    rule.span,
                    labels=(Label(others[0].span, "the other side"),) if others[0].span else (),
                    help=f"add `{rule.kind} {missing[0]} peer={profile.name},` there",
                )


def _wanted(rule: PeerRule) -> Sequence[str]:
    """What the other side must have for what the rule names. One that names nothing asks for more than is needed."""
    sides = _OTHER_SIDE[rule.kind]
    return [sides[access] for access in rule.access if access in sides]


def _answers(other: Facts, kind: Literal["signal", "ptrace"], access: str, asker: Facts) -> bool:
    if any(flag in _PERMITTING for flag in other.flags):
        return True
    return any(
        rule.kind == kind and (not rule.access or access in rule.access) and _is_about(rule, asker.name)
        for rule in other.peers
    )


def _is_about(rule: PeerRule, name: str) -> bool:
    if rule.peer is None:
        return True
    made = pattern(rule.peer)
    return not isinstance(made, Pattern) or bool(
        Automaton([(made.expression, 0)]).matching(name.encode("utf-8", "surrogateescape"))
    )
