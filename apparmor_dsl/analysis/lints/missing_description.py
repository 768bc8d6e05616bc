"""Nothing says what a profile is for."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Span

LINT = Lint(__name__, Severity.NOTICE, Group.maintenance, by_default=False)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Profiles with no comment on a line of its own above them, or above their first rule."""
    comments = [comment.span for comment in file.policy.comments if _stands_alone(comment.span)]
    since = 0
    for profile in file.policy.profiles:
        if profile.span is None:
            continue
        body = [item.span.start for item in profile.body if item.span is not None]
        until = body[0] if body else profile.span.end
        if not any(since <= comment.start < until for comment in comments):
            yield LINT.found(
                f"no comment says what `{profile.name}` is for",
                profile.span,
                help="say above it whom it confines, and what is meant to stay out of reach",
            )
        since = profile.span.end


def _stands_alone(comment: Span) -> bool:
    return comment.source.line(comment.line).lstrip().startswith("#")
