"""Disks, memory or hardware can be reached past what guards them."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import READ, WRITE, by_rule, everywhere, reached, way
from apparmor_dsl.analysis.lint.sensitive import DEVICES
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule. To read is a notice: it shows the files of others, and does not change them."""
    if everywhere(profile, READ | WRITE) is not None:
        return
    written = reached(profile, DEVICES, WRITE)
    read = [one for one in reached(profile, DEVICES, READ) if one.files not in {other.files for other in written}]
    for verb, found, severity in (("write", written, Severity.WARNING), ("read", read, Severity.NOTICE)):
        for rule, devices in by_rule(found):
            first = devices[0]
            others = ", ".join(f"`{one.path}`" for one in devices[1:])
            yield LINT.found(
                f"`{profile.profile.name}` may {verb} `{first.path}`, which {first.files.gives}",
                profile.place(rule),
                labels=way(profile, rule, "permits it"),
                help="permit the devices that the program uses by their names",
                notes=(f"by the same rule it may {verb} {others}",) if others else (),
                severity=severity,
            )
