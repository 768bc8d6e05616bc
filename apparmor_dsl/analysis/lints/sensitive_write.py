"""A file can be written that decides who is root, what root runs, or what is confined."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import WRITE, by_rule, everywhere, reached, way
from apparmor_dsl.analysis.lint.sensitive import WRITTEN
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.security)
_MOST_SHOWN = 3


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits it. Where every file can be written, `whole-fs-write` says so once."""
    if everywhere(profile, WRITE) is not None:
        return
    for rule, found in by_rule(reached(profile, WRITTEN, WRITE)):
        others = ", ".join(f"`{one.path}`" for one in found[1 : _MOST_SHOWN + 1])
        more = f" and {len(found) - 1 - _MOST_SHOWN} more" if len(found) - 1 > _MOST_SHOWN else ""
        yield LINT.found(
            f"`{profile.profile.name}` may write `{found[0].path}`, which {found[0].files.gives}",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="permit the files that the program writes by their names, or refuse this one with a `deny`",
            notes=(f"by the same rule it may write {others}{more}",) if others else (),
        )
