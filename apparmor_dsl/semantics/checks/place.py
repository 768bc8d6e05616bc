"""Where statements may stand: the preamble comes first, then profiles, and rules stand in profiles.

Source: the rules `list`, `preamble` and `profilelist` of parser/parser_yacc.y.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.checks.route import labels
from apparmor_dsl.semantics.resolve.placed import Placed

_PREAMBLE = {ast.Variable: "a variable", ast.BooleanAssignment: "a variable", ast.Alias: "an alias", ast.Abi: "`abi`"}


def check(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    """What stands outside every profile and may not, and what of the preamble comes too late."""
    profile: Span | None = None
    for item in placed:
        node = item.node
        if isinstance(node, ast.Profile | ast.Hat):
            profile = profile or node.span
        elif type(node) not in _PREAMBLE:
            yield error(
                "rule-outside-profile",
                "this stands outside every profile",
                item.origin.span,
                labels=labels(item.origin),
                help="move it into a profile; look above for a `}` that closes one too early",
            )
        elif profile is not None:
            yield error(
                "preamble-after-profile",
                f"{_PREAMBLE[type(node)]} comes after a profile",
                item.origin.span,
                labels=(Label(profile, "the first profile"), *labels(item.origin)),
                help="move the line above the first profile of the file",
            )
