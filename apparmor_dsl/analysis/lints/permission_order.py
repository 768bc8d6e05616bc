"""The letters of an access are not in the usual order."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.edits import words_of_letters
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.maintenance, by_default=False)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """File rules whose letters `aadsl fmt` would put in another order."""
    for item in statements(file.policy):
        if not isinstance(item, ast.FileRule) or item.span is None:
            continue
        usual = f"{item.access}{item.exec or ''}"
        for place in words_of_letters(item.span):
            if place.text != usual and sorted(place.text) == sorted(usual):
                yield LINT.found(
                    f"`{place.text}` is `{usual}` in the usual order",
                    item.span,
                    help="`aadsl fmt` puts them in order",
                    fix=Fix("put them in order", (Edit(place, usual),), safe=True),
                )
