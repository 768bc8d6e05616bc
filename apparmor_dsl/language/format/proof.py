"""What must hold of a formatted text, looked at each time: its words, its comments, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from apparmor_dsl.diagnostics.errors import Bug, PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language import ast
from apparmor_dsl.language.format.order import without_order
from apparmor_dsl.language.format.spelling import spelled
from apparmor_dsl.language.parser import parse_source
from apparmor_dsl.language.parser.concrete import Branch, concrete, words
from apparmor_dsl.language.parser.tables import Dialect


def prove(before: ast.PolicyFile, branch: Branch, text: str, dialect: Dialect, *, in_order: bool) -> None:
    """Raises Bug unless the text has the words and comments of the file that was read, and is read as the same tree.

    `in_order`: in their order; otherwise rules may have changed places within their blocks.
    """
    source = Source("the formatted text", text)
    try:
        after, again = parse_source(source, dialect), concrete(source, dialect)
    except PolicyError as refused:
        raise Bug(f"what was formatted cannot be read: {refused}") from refused
    if _comments(before, in_order) != _comments(after, in_order):
        raise Bug("formatting lost a comment, or the order of the comments")
    if _spellings(branch, in_order) != _spellings(again, in_order):
        raise Bug("formatting changed a word, or the order of the words")
    if before != after and (in_order or without_order(before) != without_order(after)):
        raise Bug("formatting changed what the policy says")


def _comments(policy: ast.PolicyFile, in_order: bool) -> Sequence[str]:
    texts = [comment.text for comment in policy.comments]
    return texts if in_order else sorted(texts)


def _spellings(branch: Branch, in_order: bool) -> Sequence[tuple[str, str]]:
    spellings = [(word.kind, spelled(word)) for word in words(branch)]
    return spellings if in_order else sorted(spellings)
