"""Policy on its way to being resolved: statements with the place and the route by which each came."""

from __future__ import annotations

from attrs import field, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.origin import Origin


@frozen
class Placed:
    """A statement and where it came from.

    `body` is what stands inside a profile, hat or block, and the first branch of a conditional; `otherwise` its other
    branch. The node's own bodies are not looked at any more.
    """

    node: ast.Statement
    origin: Origin
    body: tuple[Placed, ...] = field(default=(), repr=False)
    otherwise: tuple[Placed, ...] = field(default=(), repr=False)
