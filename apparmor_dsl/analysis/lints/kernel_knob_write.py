"""A file can be written through which root commands the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.kernel_knobs import KNOBS
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import WRITE, Reached, by_rule, everywhere, reached, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)
_MOST_SHOWN = 4


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits it.

    A profile that permits every file and refuses few of these does not mean to: `whole-fs-write` speaks of it. One
    that refuses a third means to refuse all, and is told of what it left.
    """
    found = reached(profile, KNOBS, WRITE)
    wide = everywhere(profile, WRITE)
    if wide is not None and 3 * len(found) > 2 * len(KNOBS):
        return
    for rule, knobs in by_rule(found):
        yield _finding(profile, rule, knobs, left=rule is wide)


def _finding(profile: LintedProfile, rule: ResolvedRule, knobs: list[Reached], *, left: bool) -> Diagnostic:
    first, others = knobs[0], ", ".join(f"`{one.path}`" for one in knobs[1 : _MOST_SHOWN + 1])
    more = f" and {len(knobs) - 1 - _MOST_SHOWN} more" if len(knobs) - 1 > _MOST_SHOWN else ""
    unsaid = ": no `deny` speaks of it" if left else ""
    return LINT.found(
        f"`{profile.profile.name}` may write `{first.path}`, which {first.files.gives}{unsaid}",
        profile.place(rule),
        labels=way(profile, rule, "permits it"),
        help="refuse it with a `deny`, or permit the files that the program writes by their names",
        notes=(f"by the same rule it may write {others}{more}",) if others else (),
    )
