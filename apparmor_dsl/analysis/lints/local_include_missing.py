"""A profile includes no file for additions of the site."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import bodies
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.maintenance, by_default=False)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Profiles of a file that include nothing from `local/`."""
    for profile in file.policy.profiles:
        included = [item for body in bodies(profile.body) for item in body if isinstance(item, ast.Include)]
        if not any(item.path.startswith("local/") for item in included):
            yield LINT.found(
                f"`{profile.name}` includes no file of `local/`",
                profile.span,
                help="end it with `include if exists <local/NAME>`, so that a site can add to it",
            )
