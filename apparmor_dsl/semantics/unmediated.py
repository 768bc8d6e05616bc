"""What a policy says in vain, because the features that it is compiled for do not mediate it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, notice, warning
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import NO_QUALIFIERS
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.features import Features
from apparmor_dsl.semantics.mediates import ignored, mediates
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy, ResolvedRule
from apparmor_dsl.semantics.targets import Target


@frozen
class Mediator:
    """The kernel, or the ABI that a policy pins: `name` is for messages. Both must mediate what is to be mediated."""

    name: str
    features: Features


def unmediated(policy: ResolvedPolicy, target: Target, mediators: Sequence[Mediator]) -> Iterator[Diagnostic]:
    """What rules mean less, or more, than they say: one notice for all that permit what is permitted anyway, and a
    warning for each that denies or logs nothing, or that looks at less than it says.
    """
    permitting: dict[tuple[str, str], list[ResolvedRule]] = {}
    for _, rule in policy.rules():
        without = next((one for one in mediators if not mediates(rule.rule, one.features, target)), None)
        if without is None:
            yield from _coarse(rule, target, mediators)
        elif rule.access_type == "deny" or rule.audit:
            yield _in_vain(rule, without)
        else:
            permitting.setdefault((_keyword(rule), without.name), []).append(rule)
    for (keyword, name), rules in permitting.items():
        first = rules[0]
        yield notice(
            "unmediated-class",
            f"{name} does not mediate `{keyword}`: what {_so_many(len(rules), keyword)} permit is permitted anyway",
            first.span,
            labels=first.origin.labels(),
            help="with other features it is denied where no rule permits it, so leave the rules in",
        )


def _in_vain(rule: ResolvedRule, without: Mediator) -> Diagnostic:
    nothing = "denies nothing" if rule.access_type == "deny" else "logs nothing"
    return warning(
        "unmediated-rule",
        f"`{_text(rule)}` {nothing}: {without.name} does not mediate `{_keyword(rule)}`",
        rule.span,
        labels=rule.origin.labels(),
        help=f"do not count on it there: {_instead(rule)}",
    )


def _instead(rule: ResolvedRule) -> str:
    if isinstance(rule.rule, ast.UnixRule):
        return "rules for `network unix` alone decide"
    return "what is not mediated is permitted, whatever the rules say"


def _coarse(rule: ResolvedRule, target: Target, mediators: Sequence[Mediator]) -> Iterator[Diagnostic]:
    for one in mediators:
        conditions = ignored(rule.rule, one.features, target)
        if conditions:
            names = ", ".join(f"`{name}=`" for name in dict.fromkeys(conditions))
            does = "denies" if rule.access_type == "deny" else "permits"
            yield warning(
                "conditions-ignored",
                f"{one.name} does not look at {names}: `{_text(rule)}` {does} the same without",
                rule.span,
                labels=rule.origin.labels(),
                help="do not count on the condition there",
            )
            return


def _so_many(count: int, keyword: str) -> str:
    return f"the {count} `{keyword}` rules" if count > 1 else f"`{keyword}` rules"


def _keyword(rule: ResolvedRule) -> str:
    """`mount`"""
    bare: ast.Rule = evolve(rule.written, qualifiers=NO_QUALIFIERS)
    return rule_text(bare).rstrip(",").partition(" ")[0]


def _text(rule: ResolvedRule) -> str:
    return rule_text(rule.written).rstrip(",")
