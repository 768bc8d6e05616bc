"""A file has several profiles."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity

LINT = Lint(__name__, Severity.WARNING, Group.maintenance, by_default=False)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Every profile behind the first. Children and hats belong to theirs."""
    first, *others = file.policy.profiles or (None,)
    for profile in others:
        if first is not None and profile is not None:
            yield LINT.found(
                f"`{profile.name}` stands in a file with `{first.name}`",
                profile.span,
                labels=(Label(first.span, "the first one"),) if first.span else (),
                help="give it a file of its own, so that it can be loaded, disabled and replaced alone",
            )
