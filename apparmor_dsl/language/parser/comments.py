"""Includes that became comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, notice
from apparmor_dsl.language import ast

_INCLUDE = re.compile(r'#[ \t]include[ \t]+(?:if[ \t]+exists[ \t]+)?(?:<[^<>]+>|"[^"]+")')
"""One blank behind the `#`: where it is more, somebody shows in a comment how the file is used, as abstractions do."""


def commented_includes(comments: Iterable[ast.Comment]) -> Iterator[Diagnostic]:
    """A notice for each `# include <…>`, which looks like the older spelling `#include <…>` and includes nothing."""
    for comment in comments:
        if _INCLUDE.fullmatch(comment.text):
            yield notice(
                "commented-include",
                f"`{comment.text}` is a comment, because a blank stands behind `#`",
                comment.span,
                help=f"to include the file, write `{comment.text[1:].lstrip()}`",
            )
