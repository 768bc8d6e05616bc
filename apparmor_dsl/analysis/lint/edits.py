"""Edits that fixes are made of: everything outside of them stays byte for byte."""

from __future__ import annotations

from apparmor_dsl.diagnostics.diagnostic import Edit, Fix
from apparmor_dsl.diagnostics.source import Span


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


def widened(span: Span | None, end: str, other: str) -> Fix | None:
    """The fix that writes `other` where a path of the rule ends in `end`; None where that stands there not once."""
    written = span.source.text[span.start : span.end] if span is not None else ""
    if span is None or written.count(end) != 1:
        return None
    start = span.start + written.index(end)
    return Fix(f"write `{other}`", (Edit(span.source.span(start, start + len(end)), other),), safe=False)
