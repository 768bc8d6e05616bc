"""A string that must be one rule, and nothing else: it is parsed, never pasted.

`/mnt/a r, /etc/shadow rw,` would be two rules, `#include "/etc/x"` somebody else's, `}` the end of the profile.
"""

from typing import Any, TypeVar

import attrs

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.jsontext import Json
from apparmor_dsl.fleet.model import Written
from apparmor_dsl.fleet.reading.shape import Found, read_filled_text
from apparmor_dsl.fleet.wording import shown
from apparmor_dsl.language import ast

N = TypeVar("N", bound=ast.Node)


def read_rule(value: Json, what: str, found: Found) -> Written[ast.Rule] | None:
    """The rule; its nodes have the place of the string."""
    text = read_filled_text(value, what, found)
    return None if text is None else rule_of(text, what, found)


def rule_of(text: Written[str], what: str, found: Found) -> Written[ast.Rule] | None:
    """The rule that a text is."""
    from apparmor_dsl.language.parser import parse  # builds the grammar's tables: most fleets need none

    try:
        policy = parse(f"profile x {{\n{text.value}\n}}\n", "<rule>")
    except PolicyError as problem:
        reason = problem.diagnostics[0]
        found.append(
            error(
                "not-one-rule",
                f"{what} is not a rule: {reason.message}",
                text.span,
                help=reason.help or "write one rule with its comma",
            )
        )
        return None
    match policy.statements:
        case (ast.Profile(name="x", attachment=None, body=(rule,)),) if not policy.comments:
            if isinstance(rule, ast.Rule):
                return Written(placed(rule, text.span), text.span)
    found.append(
        error(
            "not-one-rule",
            f"{what} is more than one rule: {shown(text.value)}",
            text.span,
            help="write each rule as a string of its own; include, hats and comments have no place here",
        )
    )
    return None


def placed(node: N, span: Span) -> N:
    """The node with this place, and all nodes inside it."""

    def moved(value: Any) -> Any:
        if isinstance(value, ast.Node):
            return placed(value, span)
        return tuple(moved(item) for item in value) if isinstance(value, tuple) else value

    changes = {each.name: moved(getattr(node, each.name)) for each in attrs.fields(type(node)) if each.name != "span"}
    return attrs.evolve(node, span=span, **changes)
