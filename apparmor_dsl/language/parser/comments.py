"""Includes that became comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, notice, warning
from apparmor_dsl.language import ast

_NAME = r'(?:<[^<>]+>|"[^"]+")'
_INCLUDE = re.compile(rf"#[ \t]include[ \t]+(?:if[ \t]+exists[ \t]+)?{_NAME}")
_MISSPELT = re.compile(rf"#([a-z]{{5,9}})([ \t]+(?:if[ \t]+exists[ \t]+)?{_NAME})")
_NEEDED = re.compile(r"<(?:tunables/global|abstractions/base)>")
"""Hardly a profile does without: nobody takes these out and leaves the line in."""


def commented_includes(comments: Iterable[ast.Comment]) -> Iterator[Diagnostic]:
    """What looks like the older spelling `#include <…>` and includes nothing: `# include <…>`, `#inlcude <…>`.

    With more than one blank behind the `#` somebody shows in a comment how the file is used, as abstractions do.
    """
    for comment in comments:
        if _INCLUDE.fullmatch(comment.text):
            say = warning if _NEEDED.search(comment.text) else notice
            yield say(
                "commented-include",
                f"`{comment.text}` is a comment, because a blank stands behind `#`",
                comment.span,
                help=f"to include the file, write `{comment.text[1:].lstrip()}`",
            )
        elif (match := _MISSPELT.fullmatch(comment.text)) is not None and _is_like_include(match[1]):
            yield warning(
                "commented-include",
                f"`{comment.text}` is a comment, because `{match[1]}` is not `include`",
                comment.span,
                help=f"write `include{match[2]}`",
            )


def _is_like_include(word: str) -> bool:
    from apparmor_dsl.diagnostics.suggest import nearest  # only where there is such a comment

    return nearest(word, ["include"]) is not None
