"""A comment keeps a lint silent that has nothing to say there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.analysis.lint.lint import Group, Lint, lints
from apparmor_dsl.analysis.lint.suppression import Suppression
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.suggest import did_you_mean

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)


def check_suppressions(comments: Sequence[Suppression], asked: frozenset[str]) -> Iterator[Diagnostic]:
    """Names that silence nothing. Where a lint was not asked, nobody knows what it would have said."""
    for comment in comments:
        if comment.foreign:
            continue
        for name in comment.names:
            if name not in lints():
                way_out = did_you_mean(name, lints()) or "`aadsl lint --list` shows all"
                yield LINT.found(f"there is no lint `{name}`", comment.span, help=way_out)
            elif name != LINT.name and name in asked and name not in comment.used:
                yield LINT.found(
                    f"`{name}` finds nothing here that would have to be allowed",
                    comment.span,
                    help="take the comment away, or the name out of it",
                )
