"""An include is written as `#include`, which looks like a comment."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.maintenance)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Includes that begin with `#`. One with a blank behind it is a comment: that is `commented-include`."""
    for item in statements(file.policy):
        if isinstance(item, ast.Include) and item.span is not None and item.span.text.startswith("#"):
            pound = item.span.source.span(item.span.start, item.span.start + 1)
            yield LINT.found(
                f"`{item.span.text.split(maxsplit=1)[0]}` is the older spelling of `include`",
                item.span,
                help="leave the `#` out: with a blank behind it the line would be a comment",
                fix=Fix("leave the `#` out", (Edit(pound, ""),), safe=True),
            )
