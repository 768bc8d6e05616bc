"""Texts and the trees they are, one table a rule kind; every operation on rules runs over them."""

from attrs import frozen

from apparmor_dsl.language import ast

NEVER = (999,)
"""The version that reads what no parser reads yet."""


@frozen
class Case:
    """A rule in its canonical text, the same rule as a tree, and the AppArmor that first reads it."""

    text: str
    node: ast.Rule
    since: tuple[int, ...] = (3, 0)


@frozen
class Spelling:
    """Another text for a rule, and the canonical one."""

    text: str
    canonical: str
    since: tuple[int, ...] = (3, 0)
