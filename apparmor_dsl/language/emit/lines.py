"""Statements as lines, each with the node it says."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from attrs import evolve, frozen

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.composition import fragment_head, import_text, use_text
from apparmor_dsl.language.emit.conditionals import expression
from apparmor_dsl.language.emit.preamble import preamble_text
from apparmor_dsl.language.emit.profiles import child_head, hat_head, profile_head
from apparmor_dsl.language.emit.rules import rule_text
from apparmor_dsl.language.emit.words import qualifiers

_INDENT = "  "
_N = TypeVar("_N", bound=ast.Node)


@frozen
class Line:
    """One line of text without its end, and the node that begins on it; None for a brace, a comment, a blank line."""

    text: str
    node: ast.Node | None = None


Remarks = Callable[[ast.Node], Sequence[str]]
"""Says for a statement which comments stand before it, without their `#`."""


def statement_lines(items: Sequence[ast.Statement], remarks: Remarks, depth: int = 0) -> Iterator[Line]:
    """The statements in their order, profiles and fragments set apart by blank lines."""
    previous: ast.Statement | None = None
    for item in items:
        if previous is not None and (_stands_apart(previous) or _stands_apart(item)):
            yield Line("")
        for remark in remarks(item):
            yield from _comment("#", remark, depth)
        yield from _statement(item, remarks, depth)
        previous = item


def _stands_apart(item: ast.Statement) -> bool:
    return isinstance(item, ast.Profile | ast.Hat | ast.Fragment)


def _statement(item: ast.Statement, remarks: Remarks, depth: int) -> Iterator[Line]:
    match item:
        case ast.Profile():
            yield from _braced(item, child_head if depth else profile_head, item.body, remarks, depth)
        case ast.Hat():
            yield from _braced(item, hat_head, item.body, remarks, depth)
        case ast.Block():
            yield from _braced(item, _block_head, item.body, remarks, depth)
        case ast.Fragment():
            yield from _comment("##", item.doc, depth)
            yield from _braced(item, fragment_head, item.body, remarks, depth)
        case ast.Conditional():
            yield from _conditional(item, remarks, depth)
        case ast.Use():
            yield _line(item, use_text, depth)
        case ast.Import():
            yield _line(item, import_text, depth)
        case ast.Variable() | ast.BooleanAssignment() | ast.Alias() | ast.Abi() | ast.Include():
            yield _line(item, preamble_text, depth)
        case _:
            yield _line(item, rule_text, depth)


def _braced(
    node: _N, head: Callable[[_N], str], body: Sequence[ast.BodyItem], remarks: Remarks, depth: int
) -> Iterator[Line]:
    yield _line(node, lambda given: f"{head(given)} {{".lstrip(), depth)
    yield from statement_lines(body, remarks, depth + 1)
    yield Line(_INDENT * depth + "}")


def _block_head(block: ast.Block) -> str:
    return " ".join(qualifiers(block.qualifiers))


def _conditional(node: ast.Conditional, remarks: Remarks, depth: int, before: str = "") -> Iterator[Line]:
    yield _line(node, lambda given: f"{before}if {expression(given.condition)} {{", depth)
    yield from statement_lines(node.then, remarks, depth + 1)
    match node.otherwise:
        case ():
            yield Line(_INDENT * depth + "}")
        case (ast.Conditional() as other,):
            yield from _conditional(other, remarks, depth, before="} else ")
        case _:
            yield Line(_INDENT * depth + "} else {")
            yield from statement_lines(node.otherwise, remarks, depth + 1)
            yield Line(_INDENT * depth + "}")


def _line(node: _N, text: Callable[[_N], str], depth: int) -> Line:
    try:
        return Line(_INDENT * depth + text(node), node)
    except PolicyError as refused:
        placed = tuple(evolve(found, span=found.span or node.span) for found in refused.diagnostics)
        raise PolicyError(placed) from None


def _comment(mark: str, text: str, depth: int) -> Iterator[Line]:
    for line in text.splitlines():
        shown = "".join(_harmless(letter) for letter in line)
        yield Line(f"{_INDENT * depth}{mark} {shown}".rstrip())


def _harmless(letter: str) -> str:
    """No character of a comment may end its line, or show on a terminal as what it is not."""
    return f"\\u{ord(letter):04x}" if letter != "\t" and unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
