"""Rules of a higher priority decide everything that a rule speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.redundancy import RuleUse, Side, Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness, since=(4, 1))


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules without effect, for every string of which a rule of a higher priority speaks of the same access."""
    for found in profile.uses:
        if found.use is not Use.REDUNDANT:
            continue  # what permits nothing because of a deny, `allow-shadowed-by-deny` says
        sides = [side for side in profile.sides if side.entries_of(found.rule)]
        if sides and all(_is_overridden(found.rule, side) for side in sides):
            above = _above(found, sides)
            by = f": `{rule_text(above.written)}` has a higher priority" if above else ""
            yield LINT.found(
                f"`{rule_text(found.rule.written)}` decides nothing in `{profile.profile.name}`{by}",
                profile.place(found.rule),
                labels=profile.labels(above, "this decides") if above else (),
                help="give it a priority as high, or take it away",
            )


def _is_overridden(rule: ResolvedRule, side: Side) -> bool:
    walk = Walk(side.budget)
    for place in side.places(rule, walk):
        kinds = side.decided.kinds
        for own in place.own:
            above = 0
            for label in place.labels:
                if kinds[label].priority > kinds[own].priority:
                    above |= kinds[label].access | kinds[label].marked
            if kinds[own].access & ~above:
                return False
    return walk.complete


def _above(found: RuleUse, sides: list[Side]) -> ResolvedRule | None:
    for side in sides:
        for place in side.places(found.rule, Walk(side.budget)):
            matching = side.decided.matching(place.text)
            return next((one.rule for one in matching if one.rule and one.rule.priority > found.rule.priority), None)
    return None
