"""What all nodes have in common."""

from typing import Literal

from attrs import field, frozen

from apparmor_dsl.diagnostics.source import Span

AccessType = Literal["allow", "deny", "prompt"]
"""ACCESS TYPE of apparmor.d(5)."""

Ownership = Literal["owner", "other"]
"""Which half of the file permissions a rule speaks of: the owner's, or everybody else's."""


@frozen(kw_only=True)
class Node:
    """A piece of policy. Two nodes are equal when they say the same thing, wherever it was written."""

    span: Span | None = field(default=None, eq=False, repr=False)


@frozen
class Qualifiers:
    """`priority=10 audit deny owner` in front of a rule or a block.

    `priority` is None when none is written, which means 0. `access` is None when none is written, which means allow.
    """

    priority: int | None = None
    audit: bool = False
    access: AccessType | None = None
    ownership: Ownership | None = None

    def __bool__(self) -> bool:
        return self != NO_QUALIFIERS


NO_QUALIFIERS = Qualifiers()


@frozen(kw_only=True)
class BaseRule(Node):
    """A rule ended by a comma. The qualifiers stand in front of it."""

    qualifiers: Qualifiers = NO_QUALIFIERS
