"""Edits that fixes are made of: everything outside of them stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Edit, Fix
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast


def without(span: Span) -> Edit:
    """Take the statement away, and its line with it where nothing else stands there."""
    text = span.source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    if text[start : span.start].strip() or text[span.end : end].strip():
        return Edit(span, "")
    return Edit(span.source.span(start, end), "")


def take_away(span: Span, *, safe: bool) -> Fix:
    """The fix that takes a rule away."""
    return Fix("take the rule away", (without(span),), safe=safe)


def reworded(span: Span | None, words: str, other: str) -> Fix | None:
    """The fix that writes `other` where the rule says `words`, which changes it; None unless that stands there once."""
    if span is None or span.text.count(words) != 1:
        return None
    start = span.start + span.text.index(words)
    return Fix(f"write `{other}`", (Edit(span.source.span(start, start + len(words)), other),), safe=False)


def words_of_letters(span: Span) -> Iterator[Span]:
    """The words of a file rule that can be its access."""
    for word in _LETTERS.finditer(span.text):
        yield span.source.span(span.start + word.start(), span.start + word.end())


def relettered(rule: ast.FileRule, letters: Callable[[str], str]) -> Fix | None:
    """The fix that gives a file rule another access, made of the letters it has; None where they are not to be found.

    INVARIANT: what is written has every letter of the access, in whatever order.
    """
    usual = sorted(f"{rule.access}{rule.exec or ''}")
    found = [] if rule.span is None else [word for word in words_of_letters(rule.span) if sorted(word.text) == usual]
    other = letters(found[0].text) if len(found) == 1 else ""
    return Fix(f"write `{other}`", (Edit(found[0], other),), safe=False) if other else None


_LETTERS: Final = re.compile(r"(?<!\S)[A-Za-z]+(?=[\s,])")
