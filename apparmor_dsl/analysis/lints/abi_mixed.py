"""A profile and what it includes pin different ABIs: the first one holds for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity

LINT = Lint(__name__, Severity.WARNING, Group.compatibility)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a file. That an abstraction of the distribution is older or newer is so everywhere: a notice."""
    if not profile.policy.abis or profile.policy.profiles[0] is not profile.profile:
        return
    first, origin = profile.policy.abis[0]
    others = [(abi, at) for abi, at in profile.policy.abis if abi.path != first.path]
    # What is written here says more than what came with a file for everybody.
    others.sort(key=lambda other: bool(other[1].route))
    for abi, at in others[:1]:
        shared = bool(at.route) and at.route[-1].fragment.startswith(("<abstractions/", "<tunables/"))
        came = f"{at.route[-1].fragment} pins" if at.route else "it is followed by"
        yield LINT.found(
            f"<{first.path}> holds for all of this file, although {came} <{abi.path}>",
            at.route[0].span if at.route else abi.span,
            labels=(Label(origin.span, "this one holds"),) if origin.span else (),
            help="pin one ABI, in the file of the profile",
            severity=Severity.NOTICE if shared else Severity.WARNING,
        )
