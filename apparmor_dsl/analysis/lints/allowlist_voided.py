"""A rule permits a whole class, and makes the finer rules beside it pointless."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.analysis.redundancy import Use
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security, of_parts=Severity.NOTICE)
_MOST_SHOWN = 3


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits a class, if rules of the profile's own text say nothing beside it."""
    voided: dict[int, tuple[ResolvedRule, list[ResolvedRule]]] = {}
    for found in profile.uses:
        rule = found.rule
        if found.use is not Use.REDUNDANT or is_wide(rule.rule):
            continue
        wide = next((by for by in found.by if is_wide(by.rule)), None)
        if wide is not None and rule.access_type != "deny":
            voided.setdefault(id(wide), (wide, []))[1].append(rule)
    for wide, rules in voided.values():
        first = rules[0]
        more = f" and {len(rules) - 1} more" if len(rules) > 1 else ""
        steps = profile.brought_by(wide)
        came = f", which `{steps[0].fragment}` brings," if steps else ""
        yield LINT.found(
            f"`{rule_text(wide.written)}`{came} permits all of its class: "
            f"`{rule_text(first.written)}`{more} in `{profile.profile.name}` say nothing",
            profile.way_in(wide),
            labels=tuple(label for rule in rules[:_MOST_SHOWN] for label in profile.labels(rule, "this says nothing")),
            help="who means to permit only the finer ones takes the wide one away; who does not, the finer ones",
        )
