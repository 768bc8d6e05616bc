"""A rule is of a class that is not mediated for the ABI that is pinned: it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.mediates import ignored, mediates

LINT = Lint(__name__, Severity.WARNING, Group.compatibility)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules that need features which are not there. What permits in vain is a notice, once a class."""
    if not profile.file.has_features:
        return
    features, target = profile.system.features, profile.system.target
    told: set[str] = set()
    for rule in profile.rules():
        if not profile.is_own(rule):
            continue
        text = rule_text(rule.written).rstrip(",")
        keyword = type(rule.rule).__name__
        if not mediates(rule.rule, features, target):
            refusing = rule.access_type == "deny" or rule.audit
            if not refusing and (keyword in told or profile.file.dialect == "aadsl"):
                continue  # of our own files the compiler says it
            told |= set() if refusing else {keyword}
            does = "denies nothing" if rule.access_type == "deny" else "logs nothing" if rule.audit else "is not needed"
            yield LINT.found(
                f"`{text}` {does}: with the features that it is compiled for it is not mediated",
                rule.span,
                help="what is not mediated is permitted, whatever the rules say; pin an ABI that has it",
                severity=Severity.WARNING if refusing else Severity.NOTICE,
            )
        elif rule.access_type == "deny" and (conditions := ignored(rule.rule, features, target)):
            yield LINT.found(
                f"`{text}` denies the same without `{conditions[0]}=`, which the features that it is compiled for lack",
                rule.span,
                help="do not count on the condition",
            )
