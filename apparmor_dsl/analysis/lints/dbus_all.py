"""Everything on a message bus may be said to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import NOBODY, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_bare, permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.model.dbus import ACCESS, message_key

LINT = Lint(__name__, Severity.WARNING, Group.security)

_SYSTEM: Final = message_key("system", "org.nobody.Has", NOBODY, "/org/nobody/has", "org.nobody.Has", "This")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The rule that lets any message be sent on the system's bus. In a container, which has its own bus, a notice."""
    classes = profile.model.classes
    found = permitting(classes, _SYSTEM, ACCESS["send"])
    rule = found[0].rule if classes.ask(_SYSTEM).allow & ACCESS["send"] and found else None
    if rule is None or is_bare(rule.rule):
        return
    yield LINT.found(
        f"`{profile.profile.name}` may call every method of every service on the system's message bus",
        profile.place(rule),
        labels=way(profile, rule, "permits it"),
        help="name the service: `dbus send bus=system peer=(name=org.freedesktop.NAME),`",
        severity=Severity.NOTICE if permits_all_files(profile.profile) else Severity.WARNING,
    )
