"""A `deny` in a profile in complain mode: it is enforced all the same."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a profile: whoever knows it of one deny knows it of all.

    A kernel enforces what is quiet. An audited deny compiles to what no rule at all compiles to, and is complained of.
    """
    if not {"complain", "mode=complain"} & set(profile.profile.flags):
        return
    denies = [rule for rule in profile.rules() if _is_quiet(rule) and profile.is_own(rule)]
    if denies:
        # A capability that is denied is mostly one that a program asks for and can do without.
        denies.sort(key=lambda rule: (not profile.is_written_here(rule), isinstance(rule.rule, ast.CapabilityRule)))
        first = denies[0]
        harmless = isinstance(first.rule, ast.CapabilityRule) or not profile.is_written_here(first)
        more = ", as are the others" if len(denies) > 1 else ""
        yield LINT.found(
            f"`{rule_text(first.written)}` is enforced{more}, although `{profile.profile.name}` only complains",
            profile.way_in(first),
            labels=profile.labels(first, "it stands here") if not profile.is_written_here(first) else (),
            help="take denies away while the profile is tried out, or write them knowing that they hold",
            severity=Severity.NOTICE if harmless else Severity.WARNING,
        )


def _is_quiet(rule: ResolvedRule) -> bool:
    return rule.access_type == "deny" and not rule.audit
