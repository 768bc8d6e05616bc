"""A variable is set, and nothing uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import bodies_of, statements
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.walk import texts

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)

_USE: Final = re.compile(r"@\{([^{}]+)\}")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Variables that a file of profiles sets for itself. One that is added to is set elsewhere, and used there."""
    policy = profile.file.policy
    if profile.policy.profiles[0] is not profile.profile:
        return
    used = {name for text in _said(profile) for name in _USE.findall(text)} | set(_asked_for(policy))
    for item in policy.statements:
        if isinstance(item, ast.Variable) and item.operator in {"=", ":="} and item.name not in used:
            yield LINT.found(
                f"nothing uses `@{{{item.name}}}`",
                item.span,
                help="take it away, or spell it as it is used",
            )


def _said(profile: LintedProfile) -> Iterator[str]:
    """Every text of the file and of what it includes that can name a variable."""
    policy = profile.file.policy
    for name, values in profile.policy.variables.items():
        yield from (value for value in values if name not in _USE.findall(value))
    for one in profile.policy.profiles:
        for rule in one.rules:
            yield from texts(rule.written)
        yield from (one.node.name, *one.node.flags)
        if isinstance(one.node, ast.Profile):
            yield one.node.attachment or ""
            yield from texts(one.node.xattrs)
    for item in statements(policy):
        if not isinstance(item, ast.Variable) and not bodies_of(item):
            yield from texts(item)
        elif isinstance(item, ast.Profile):
            yield from (item.name, item.attachment or "")


def _asked_for(policy: ast.PolicyFile) -> Iterator[str]:
    """The variables that conditions name."""
    for item in statements(policy):
        if isinstance(item, ast.Conditional):
            yield from (text.removeprefix("@{").removesuffix("}") for text in texts(item.condition))
