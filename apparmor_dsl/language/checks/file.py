"""File rules: how a program is executed is said where it is allowed, and not where it is denied.

Source: check_x_qualifier in parser/parser_misc.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast


def check(rule: ast.FileRule, denying: bool = False) -> Iterator[Diagnostic]:
    """An exec mode where none may be, and none where one must be. `denying`: the rule stands in a `deny` block."""
    mode = "ix" if rule.path is None else rule.exec
    if mode is None:
        return
    denies = rule.qualifiers.access == "deny"
    if (denies or denying) and mode != "x":
        if rule.path is None:
            message, way_out = "`file` says how to execute, which a deny rule does not", "write `deny /** rwlkmx,`"
        else:
            message, way_out = f"a deny rule does not say how, but `{mode}` does", "write `deny … x,`"
        yield error("deny-exec-mode", message, rule.span, help=way_out)
    if mode == "x" and not denies and rule.target is None and rule.environment != "unsafe":
        yield error(
            "bare-exec",
            "`x` alone does not say how: it is for rules that say `deny` themselves",
            rule.span,
            help="write `ix`, `px`, `cx` or `ux`, or `deny` in front of the rule, also in a `deny` block",
        )
