"""A comment keeps a lint silent and does not say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.suppression import Suppression
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)


def check_suppressions(comments: Sequence[Suppression], asked: frozenset[str]) -> Iterator[Diagnostic]:
    """Our own comments without a reason; apparmor.d's have no room for one."""
    del asked
    for comment in comments:
        if not comment.foreign and comment.reason is None:
            yield LINT.found(
                f"no reason is given for allowing {' and '.join(f'`{name}`' for name in comment.names)}",
                comment.span,
                help=f"write `# aadsl: allow({', '.join(comment.names)}) because ...`",
            )
