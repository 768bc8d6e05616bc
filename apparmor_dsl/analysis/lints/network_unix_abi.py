"""Unix sockets are permitted by a `network` rule alone, which ceases to be enough with newer ABIs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.model import network
from apparmor_dsl.semantics.model.sockets import UNIX
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.compatibility)

_WITH_UNIX: Final = frozenset({"abi/3.0", "abi/4.0"})
"""ABIs for which `network` rules say everything of unix sockets. Source: AppArmor's issue 561."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Profiles that pin none of the older ABIs, and have a network rule for unix sockets but no unix rule."""
    abi = profile.policy.abi
    if (abi is not None and _keeps_unix(abi.path)) or profile.file.dialect == "aadsl":
        return
    if any(isinstance(rule.rule, ast.UnixRule | ast.AllRule) for rule in profile.rules() if rule.access_type != "deny"):
        return
    relied_on = [rule for rule in profile.rules(ast.NetworkRule) if _is_for_unix(rule)]
    for rule in relied_on[:1]:
        yield LINT.found(
            f"`{rule_text(rule.written)}` is all that permits unix sockets in `{profile.profile.name}`: "
            "for ABIs above 4.0 it does not",
            profile.way_in(rule),
            labels=profile.labels(rule, "by this rule") if rule.origin.route else (),
            help="pin `abi <abi/4.0>,` or <abi/3.0>, or add `unix,`",
        )


def _keeps_unix(path: str) -> bool:
    return path in _WITH_UNIX or path.startswith("abi/kernel-")


def _is_for_unix(rule: ResolvedRule) -> bool:
    if rule.access_type == "deny" or not isinstance(rule.rule, ast.NetworkRule):
        return False
    return any(each.family == UNIX for each in network.sockets(rule.rule))
