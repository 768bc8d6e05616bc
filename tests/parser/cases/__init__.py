"""Texts and the trees they are read as, one table a rule kind or part of a file.

The canonical texts of the rules stand in `tests/emit/cases`; here are the other spellings, and everything around rules.
"""

from attrs import frozen

from apparmor_dsl.language import ast

NEVER = (999,)
"""The version that reads what no parser reads yet."""


@frozen
class Rule:
    """A rule as it may be written, and the same rule as a tree. `since` is the AppArmor that first reads the text."""

    text: str
    node: ast.BodyItem
    since: tuple[int, ...] = (3, 0)


@frozen
class Statements:
    """Lines of a file, and the statements they are read as."""

    text: str
    nodes: tuple[ast.Statement, ...]
    since: tuple[int, ...] = (3, 0)
