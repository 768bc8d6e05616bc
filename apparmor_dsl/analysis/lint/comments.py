"""What comments say of a rule, as far as a machine can tell."""

from __future__ import annotations

import re
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_NO_REASON: Final = re.compile(r"#\s*$|#\s*aadsl:|#aa:|#\s*(notice|warning|error): \[")
"""Empty, for a machine, or a finding written down."""


def is_explained(rule: ResolvedRule, policy: ast.PolicyFile) -> bool:
    """Whether a comment stands behind the rule, or on the line above it. A rule of another file has none here."""
    span = rule.span
    if span is None or policy.source is None or span.source.name != policy.source.name:
        return False
    last = span.source.position(max(span.start, span.end - 1))[0]
    return any(
        span.line <= comment.span.line <= last
        or (comment.span.line == span.line - 1 and policy.source.line(span.line - 1).lstrip().startswith("#"))
        for comment in policy.comments
        if not _NO_REASON.match(comment.text)
    )
