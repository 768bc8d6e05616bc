"""A limit of time has no unit, and those of different limits are different."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_UNITS: Final = {"cpu": ("s", "seconds"), "rttime": ("us", "microseconds")}
"""What the parser takes a bare number for. Source: its warnings, of 3.0.8."""


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Bare numbers for the limits of time."""
    for item in statements(file.policy):
        if isinstance(item, ast.RlimitRule) and item.name in _UNITS and item.value.isdecimal() and item.span:
            unit, spoken = _UNITS[item.name]
            at = item.span.start + item.span.text.rindex(item.value)
            number = item.span.source.span(at, at + len(item.value))
            yield LINT.found(
                f"`{item.value}` is taken for {spoken} here",
                item.span,
                help=f"write `{item.value}{unit}`, or the unit that is meant",
                fix=Fix("write the unit", (Edit(number, f"{item.value}{unit}"),), safe=True),
            )
