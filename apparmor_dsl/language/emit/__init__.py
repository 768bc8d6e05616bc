"""Tree to text: one canonical form, which is read back as the same tree or refused.

Qualifiers stand in the order `priority audit deny owner`, the path before the access, a single value without
parentheses, quotes only where the bare word would be read as something else.
"""

from collections.abc import Sequence

from apparmor_dsl.language.ast import Node, PolicyFile
from apparmor_dsl.language.emit.lines import Line, Remarks, statement_lines
from apparmor_dsl.language.emit.rules import rule_text

__all__ = ["Line", "Remarks", "emit", "emit_lines", "rule_text"]


def _no_remarks(node: Node) -> Sequence[str]:
    del node
    return ()


def emit(tree: PolicyFile) -> str:
    """The text of the file. Comments are no part of a tree, except the docs of fragments.

    Raises PolicyError at the node that no text can say: a newline in a path, a variable without a value.
    """
    return "".join(f"{line.text}\n" for line in emit_lines(tree))


def emit_lines(tree: PolicyFile, remarks: Remarks = _no_remarks) -> tuple[Line, ...]:
    """The lines of the text, each with the node that begins on it; `remarks` gives the comments before a statement."""
    return tuple(statement_lines(tree.statements, remarks))
