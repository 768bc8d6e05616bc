"""Comments that keep a lint silent: `# aadsl: allow(write-and-exec) because the build needs it`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import define, field, frozen

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast

_OURS: Final = re.compile(
    r"#\s*aadsl:\s*(?P<what>allow|allow-file)\s*\((?P<names>[^()]*)\)(?:\s*because\b[:\s]*(?P<reason>.*))?",
    re.DOTALL,
)
_THEIRS: Final = re.compile(r"#aa:lint\s+ignore=(?P<names>[\w,-]+)")
_FIRST_LINES: Final = 5
"""A comment of apparmor.d's linter in these lines speaks of the whole file. Source: its documentation."""


@define
class Suppression:
    """One comment: which lints it keeps silent, on which lines (from 1, both included), and why.

    `used` are the names of those that it has kept silent. `foreign`: it is for another linter, with names of its own.
    """

    names: tuple[str, ...]
    first: int
    last: int
    span: Span
    reason: str | None = None
    foreign: bool = False
    used: set[str] = field(factory=set)

    def covers(self, name: str, line: int) -> bool:
        """Whether it keeps the lint silent on the line."""
        return name in self.names and self.first <= line <= self.last


@frozen
class _Reach:
    """The lines that a statement takes, from its first to that of its last character."""

    first: int
    last: int


def suppressions(policy: ast.PolicyFile) -> tuple[Suppression, ...]:
    """The suppressions of a file, in its order.

    Behind a rule a comment speaks of the rule's lines; on a line of its own, of the statement that follows: a rule, or
    a whole profile or block; `allow-file` speaks of the file. What apparmor.d's linter understands is understood:
    behind a rule of its line, alone of the paragraph that follows, in the first five lines of the file.
    """
    if policy.source is None:
        return ()
    reaches = sorted(set(_reaches(policy.statements)), key=lambda reach: (reach.first, -reach.last))
    made: list[Suppression] = []
    for comment in policy.comments:
        if (ours := _OURS.match(comment.text)) is not None:
            first, last = (1, _last(policy)) if ours["what"] == "allow-file" else _lines(policy, comment, reaches)
            reason = (ours["reason"] or "").strip() or None
            made.append(Suppression(_names(ours["names"]), first, last, comment.span, reason))
        elif (theirs := _THEIRS.match(comment.text)) is not None:
            first, last = _theirs(policy, comment)
            made.append(Suppression(_names(theirs["names"]), first, last, comment.span, foreign=True))
    return tuple(made)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in re.split(r"[\s,]+", text) if name)


def _last(policy: ast.PolicyFile) -> int:
    return len(policy.source.line_starts) if policy.source else 1


def _lines(policy: ast.PolicyFile, comment: ast.Comment, reaches: list[_Reach]) -> tuple[int, int]:
    line = comment.span.line
    if not _stands_alone(policy, comment):
        # The innermost statement on the line: behind `{` that is still the profile's head, and not what is inside.
        inside = [reach for reach in reaches if reach.first <= line <= reach.last]
        if not inside:
            return line, line
        reach = inside[-1]
        return (reach.first, reach.last) if reach.last == line else (line, line)
    following = next((reach for reach in reaches if reach.first > line), None)
    return (following.first, following.last) if following else (line, line)


def _theirs(policy: ast.PolicyFile, comment: ast.Comment) -> tuple[int, int]:
    line = comment.span.line
    if line <= _FIRST_LINES:
        return 1, _last(policy)
    if not _stands_alone(policy, comment) or policy.source is None:
        return line, line
    last = line
    while policy.source.line(last + 1).strip():
        last += 1
    return line, last


def _stands_alone(policy: ast.PolicyFile, comment: ast.Comment) -> bool:
    return policy.source is not None and policy.source.line(comment.span.line).lstrip().startswith("#")


def _reaches(items: tuple[ast.Statement, ...]) -> Iterator[_Reach]:
    for item in items:
        if item.span is not None:
            end = item.span.source.position(max(item.span.start, item.span.end - 1))[0]
            yield _Reach(item.span.line, end)
        match item:
            case ast.Profile() | ast.Hat() | ast.Block() | ast.Fragment():
                yield from _reaches(item.body)
            case ast.Conditional():
                yield from _reaches((*item.then, *item.otherwise))
            case _:
                pass
