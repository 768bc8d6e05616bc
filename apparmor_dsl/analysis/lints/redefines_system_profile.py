"""A file defines a profile that the distribution defines in another file: which of them is in force is chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from apparmor_dsl.analysis.lint.distribution import PROFILES
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_OF_THE_DISTRIBUTION: Final = frozenset({*PROFILES.values(), "lxc-containers"})


def _is_the_distribution(profile: LintedProfile) -> bool:
    """Whether what is linted is a distribution's whole tree, of another version than the one the names are from."""
    return any(name.endswith("/abstractions/base") for name in profile.own)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Names of the distribution's profiles in files that are not the distribution's, written or included there."""
    name = profile.profile.name
    if name not in PROFILES or profile.profile.namespace is not None:
        return
    # What `aadsl compile` writes is a file with the name of the profile.
    file = name if profile.file.dialect == "aadsl" else PurePath(profile.file.name).name
    route = profile.profile.origin.route
    if file == PROFILES[name] or (route and file in _OF_THE_DISTRIBUTION) or _is_the_distribution(profile):
        return
    yield LINT.found(
        f"the distribution's file {PROFILES[name]} defines the profile `{name}` too",
        route[0].span if route else profile.profile.span,
        help="give the profile a name of its own; what is loaded last replaces the other, for all who use it",
        # A tree that names its files after their profiles is a policy of its own, for a machine without the other.
        severity=Severity.NOTICE if file == name and profile.file.dialect == "apparmor" else Severity.WARNING,
    )
