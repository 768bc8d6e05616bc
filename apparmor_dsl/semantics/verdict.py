"""What AppArmor refuses when it looks at all rules of a profile together, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, warning
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.visible import cut
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.exec_conflicts import Conflict, TooLarge, conflicts
from apparmor_dsl.semantics.model.exec_transition import MOST_NAMED
from apparmor_dsl.semantics.model.file import named_transition
from apparmor_dsl.semantics.model.globs import bad_glob, bad_head
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import TARGETS, Target

NEWEST = TARGETS["apparmor-6.0"]


def verdict(profile: ResolvedProfile, *, target: Target = NEWEST) -> Iterator[Diagnostic]:
    """Everything of this module that the target's parser refuses the profile for."""
    yield from bad_globs(profile)
    yield from too_many_transitions(profile, target)
    yield from exec_conflicts(profile, target=target)


def exec_conflicts(profile: ResolvedProfile, *, target: Target = NEWEST) -> Iterator[Diagnostic]:
    """Rules that say differently how the same program is executed, with a path that both match."""
    for found in conflicts(profile, target):
        yield said_of(profile, found)


def said_of(profile: ResolvedProfile, found: Conflict | TooLarge) -> Diagnostic:
    """A conflict, or that it is not known whether there is one, in words."""
    match found:
        case Conflict(one, other, witness):
            first, second = sorted((one, other), key=_place)
            return _conflict(profile, first, second, witness)
        case TooLarge(states):
            return warning(
                "exec-conflicts-unknown",
                f"the exec rules of `{profile.name}` are too many to look at together ({states} states)",
                profile.span,
                help="apparmor_parser may still refuse them for conflicting x modifiers",
            )
        case _:
            assert_never(found)


def bad_globs(profile: ResolvedProfile) -> Iterator[Diagnostic]:
    """Paths, labels and names that are to be matched and cannot be: a brace is not closed, a class is empty."""
    head = bad_head(profile)
    if head is not None:
        yield _bad_glob(*head, profile.span, ())
    for rule in profile.rules:
        found = bad_glob(rule.rule)
        if found is not None:
            yield _bad_glob(*found, rule.span, _route(rule))


def _bad_glob(glob: str, problem: BadPattern, span: Span | None, labels: tuple[Label, ...]) -> Diagnostic:
    message = f"`{cut(glob)}` cannot be matched: {problem.message}"
    return error("bad-glob", message, span, labels=labels, help=problem.help)


def too_many_transitions(profile: ResolvedProfile, target: Target) -> Iterator[Diagnostic]:
    """More names to go to than fit into a profile."""
    names: dict[str, ResolvedRule] = {}
    for rule in profile.rules:
        name = named_transition(rule, profile, target)
        if name is not None:
            names.setdefault(name, rule)
    for name, rule in list(names.items())[MOST_NAMED : MOST_NAMED + 1]:
        yield error(
            "transition-limit",
            f"`-> {name}` is one named transition too many: a profile has at most {MOST_NAMED}, here are {len(names)}",
            rule.span,
            labels=_route(rule),
            help="leave the name out where it is the program's own path, or put some of the rules into a child profile",
        )


def _conflict(profile: ResolvedProfile, one: ResolvedRule, other: ResolvedRule, witness: bytes) -> Diagnostic:
    shown = " -> ".join(part.decode("utf-8", "backslashreplace") for part in witness.split(b"\0"))
    labels = (Label(other.span, f"here it is `{_how(other)}`"),) if other.span else ()
    return error(
        "exec-conflict",
        f"conflicting x modifiers in `{profile.name}`: `{_how(one)}` and `{_how(other)}` both match `{shown}`",
        one.span,
        labels=(*labels, *_route(one), *_route(other)),
        help="say the same in both rules, or make the paths different"
        + ("" if isinstance(one.rule, ast.ChangeProfileRule) else "; a rule without wildcards wins over one with them"),
    )


def _how(resolved: ResolvedRule) -> str:
    """The rule in a few words: its path as written and what it says of execution."""
    match resolved.written:
        case ast.FileRule(path=None):
            return "file"
        case ast.FileRule() as rule:
            environment = f"{rule.environment} " if rule.environment else ""
            target = f" -> {rule.target}" if rule.target else ""
            return f"{environment}{rule.path} {rule.exec}{target}"
        case ast.ChangeProfileRule() as rule:
            return " ".join(["change_profile", *filter(None, (rule.environment, rule.exec)), "->", rule.target or "**"])
        case ast.AllRule():
            return "all"
        case _:
            return type(resolved.written).__name__


def _route(rule: ResolvedRule) -> tuple[Label, ...]:
    return rule.origin.labels()


def _place(rule: ResolvedRule) -> tuple[str, int]:
    return (rule.span.source.name, rule.span.start) if rule.span else ("", 0)
