"""Every task may be traced, whatever its profile."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.find import permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import NOBODY, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_bare, permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.model.ptrace import ACCESS, key

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The rule that permits it. To read what a task does is a notice; in a container, which sees its own, all is."""
    contained = permits_all_files(profile.profile)
    allowed = profile.model.classes.ask(key(NOBODY)).allow
    for word, does, severity in (
        ("trace", "take over every task", Severity.WARNING),
        ("read", "read the memory map of every task", Severity.NOTICE),
    ):
        found = permitting(profile.model.classes, key(NOBODY), ACCESS[word])
        rule = found[0].rule if allowed & ACCESS[word] and found else None
        if rule is None or is_bare(rule.rule):
            continue
        yield LINT.found(
            f"`{profile.profile.name}` may {does}, whatever profile it has",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="name the other side: `peer=@{profile_name}` for the program's own tasks",
            severity=Severity.NOTICE if contained else severity,
        )
        return
