"""A container's profile includes what is for the program that starts containers: the container can leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.security)

_FOR_THE_HOST: Final = frozenset({"<abstractions/lxc/start-container>"})
"""Abstractions of those who start containers, and enter any profile then. Source: LXC, config/apparmor/abstractions."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Profiles that no program enters by being executed, which are those that containers are started in."""
    if profile.profile.attachment is not None or profile.profile.parent is not None:
        return
    brought = [rule for rule in profile.rules() if any(step.fragment in _FOR_THE_HOST for step in rule.origin.route)]
    if not brought:
        return
    step = next(step for step in brought[0].origin.route if step.fragment in _FOR_THE_HOST)
    leaving = [rule for rule in brought if isinstance(rule.rule, ast.ChangeProfileRule)]
    yield LINT.found(
        f"`{profile.profile.name}` is for containers, and includes {step.fragment}, which is for what starts them",
        profile.way_in(brought[0]),
        labels=profile.labels(leaving[0], "with this a process inside can leave the profile") if leaving else (),
        help="a container includes <abstractions/lxc/container-base>",
    )
