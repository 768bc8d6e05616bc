"""The same rule stands twice beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.edits import take_away
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import bodies
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Rules of one body that are equal as written, whatever blanks and words with one meaning they are written with."""
    for body in bodies(file.policy.statements):
        first: dict[object, BaseRule] = {}
        for item in body:
            if not isinstance(item, BaseRule) or item.span is None:
                continue
            other = first.setdefault(item, item)
            if other is not item and other.span is not None:
                yield LINT.found(
                    f"`{rule_text(item)}` stands here twice",
                    item.span,
                    labels=(Label(other.span, "it is said here"),),
                    help="take one away: the compiled policy stays the same",
                    fix=take_away(item.span, safe=True),
                )
