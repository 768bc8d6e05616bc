"""A file pins no ABI: what it means depends on the parser and the kernel."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.compatibility)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The first profile of a file that has no `abi`, nor includes one. A file of ours is given one."""
    if profile.policy.abi is not None or profile.file.dialect == "aadsl":
        return
    if profile.policy.profiles[0] is profile.profile:
        yield LINT.found(
            f"no `abi` is pinned for `{profile.profile.name}`: another parser or kernel denies what this one permits",
            profile.profile.span,
            help="begin the file with `abi <abi/4.0>,`, or <abi/3.0> where parsers are older",
        )
