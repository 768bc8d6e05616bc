"""The commonest mistake: a rule without its comma, seen only when the next one is read."""

from __future__ import annotations

import re

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import Source, Span
from apparmor_dsl.language.parser.hints import short
from apparmor_dsl.language.parser.tables import FLAGS

_WORD_OR_COMMENT = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|[^\s"]+|"', FLAGS)


def missing_comma(before: Span) -> Diagnostic:
    """The rule that ends in this word does not end in a comma."""
    return error("missing-comma", "this rule does not end in a comma", before, help=f"write `{short(before.text)},`")


def word_before(source: Source, began: int, end: int) -> Span:
    """The last word between the two that is no comment."""
    start, last = began, began + 1
    for match in _WORD_OR_COMMENT.finditer(source.text, began, end):
        if not match.group().startswith("#"):
            start, last = match.span()
    return source.span(start, last)
