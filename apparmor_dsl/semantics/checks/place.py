"""Where statements may stand: the preamble comes first, then profiles, and rules stand in profiles.

Source: the rules `list`, `preamble` and `profilelist` of parser/parser_yacc.y.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.placed import Placed

_PREAMBLE: Final[Mapping[type[ast.Statement], str]] = {
    ast.Abi: "the abi",
    ast.Alias: "an alias",
    ast.BooleanAssignment: "a variable",
    ast.Variable: "a variable",
}


def check(placed: Sequence[Placed]) -> Iterator[Diagnostic]:
    """What stands outside every profile and may not, and what of the preamble comes too late."""
    profile: Span | None = None
    behind = False
    for item in placed:
        node = item.node
        if isinstance(node, ast.Profile | ast.Hat):
            profile, behind = node.span, True
        elif type(node) not in _PREAMBLE:
            yield _outside(item, profile)
        elif behind:
            yield error(
                "preamble-after-profile",
                f"{_PREAMBLE[type(node)]} is set behind a profile",
                item.origin.span,
                labels=item.origin.labels(),
                help="move the line above the first profile of the file",
            )


def _outside(item: Placed, profile: Span | None) -> Diagnostic:
    end = Label(profile.source.span(profile.end - 1), "the profile ends here") if profile else None
    way_out = "move it before the `}` of its profile" if end else "move it into a profile, or include the file from one"
    return error(
        "rule-outside-profile",
        "this stands outside every profile",
        item.origin.span,
        labels=((end,) if end else ()) + item.origin.labels(),
        help=way_out,
    )
