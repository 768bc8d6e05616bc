"""A profile includes an abstraction that another one has taken the place of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)

_SUCCESSORS: Final = {"gvfs-open": "gio-open", "php5": "php"}
"""Abstractions of AppArmor that say in their own text what is to be included instead. Source: that of 3.0.8."""


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Includes of abstractions with a successor that is not included beside them."""
    includes = [item for item in statements(file.policy) if isinstance(item, ast.Include)]
    paths = {item.path for item in includes}
    for item in includes:
        successor = _SUCCESSORS.get(item.path.removeprefix("abstractions/"))
        if successor is None or not item.path.startswith("abstractions/") or item.span is None:
            continue
        if f"abstractions/{successor}" in paths:
            continue  # who includes both wants to run on old systems too
        at = item.span.start + item.span.text.rindex(item.path)
        place = item.span.source.span(at, at + len(item.path))
        yield LINT.found(
            f"<abstractions/{successor}> has taken the place of <{item.path}>",
            item.span,
            help="include the newer one",
            fix=Fix("include the newer one", (Edit(place, f"abstractions/{successor}"),)),
        )
