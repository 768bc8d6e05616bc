"""`priority=`: which statements have one."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast


def check_rule(rule: ast.NetworkRule | ast.AllRule) -> Iterator[Diagnostic]:
    """A priority other than 0 on a rule that takes none. Source: valid_prefix in parser/network.h and its likes."""
    if rule.qualifiers.priority:
        kind = "network" if isinstance(rule, ast.NetworkRule) else "all"
        message = f"`{kind}` rules have no priority"
        yield error("priority-not-allowed", message, rule.span, help=f"delete `priority={rule.qualifiers.priority}`")


def check_block(block: ast.Block) -> Iterator[Diagnostic]:
    """A priority other than 0 on a block. Source: the rule blocks of parser/parser_yacc.y."""
    if block.qualifiers.priority:
        way_out = "write `priority=` in front of each rule"
        yield error("block-priority", "a block has no priority", block.span, help=way_out)
