"""What comments say of a rule, as far as a machine can tell."""

from __future__ import annotations

import re
from typing import Final

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_NO_REASON: Final = re.compile(r"#\s*$|#\s*aadsl:|#aa:|#\s*(notice|warning|error): \[")
"""Empty, for a machine, or a finding written down."""


_MOST_EXPLAINED: Final = 3
"""A comment above so many rules, one below the other, is about each of them. Above more it is a heading."""


def is_explained(rule: ResolvedRule, policy: ast.PolicyFile) -> bool:
    """Whether a comment stands behind the rule, or above it. A rule of another file has none here."""
    span = rule.span
    if span is None or policy.source is None or span.source.name != policy.source.name:
        return False
    last = span.source.position(max(span.start, span.end - 1))[0]
    heading = _heading(span.line, policy.source)
    return any(
        span.line <= comment.span.line <= last or comment.span.line == heading
        for comment in policy.comments
        if not _NO_REASON.match(comment.text)
    )


def _heading(line: int, source: Source) -> int | None:
    """The line of the comment above the few rules among which this line is; None where there is none."""
    first = line
    while first > 1 and _is_rule(source.line(first - 1)):
        first -= 1
    if first == 1 or not source.line(first - 1).lstrip().startswith("#"):
        return None
    end = line
    while end < len(source.line_starts) and _is_rule(source.line(end + 1)):
        end += 1
    return first - 1 if end - first < _MOST_EXPLAINED else None


def _is_rule(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#") and not text.rstrip().endswith(("{", "}"))
