"""Every task may be killed, whatever its profile."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.find import permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import NOBODY, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_bare, permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.model.signal import ACCESS, key

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The rule that lets `kill` be sent to a task of any label. In a container, which sees its own alone, a notice."""
    asked = key("kill", NOBODY)
    found = permitting(profile.model.classes, asked, ACCESS["send"])
    rule = found[0].rule if profile.model.classes.ask(asked).allow & ACCESS["send"] and found else None
    if rule is None or is_bare(rule.rule):
        return
    yield LINT.found(
        f"`{profile.profile.name}` may kill every task, whatever profile it has",
        profile.place(rule),
        labels=way(profile, rule, "permits it"),
        help="name the other side: `signal (send) peer=NAME,`, or `peer=@{profile_name}` for the program's own tasks",
        severity=Severity.NOTICE if permits_all_files(profile.profile) else Severity.WARNING,
    )
