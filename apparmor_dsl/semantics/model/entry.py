"""The lines of a compiled policy: strings, and what is said of them."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

Mode = Literal["allow", "deny", "prompt"]


@frozen
class Kind:
    """All that an entry says of its strings. Where several entries match a string, their kinds decide: `decide`.

    `access` are bits of the class. With `audit` what an allow permits is logged, and what a deny refuses is logged too
    (without, it is refused quietly). `exact`: the pattern has no wildcard, which counts where a program is executed.
    """

    access: int
    mode: Mode = "allow"
    audit: bool = False
    priority: int = 0
    owner_exec: Transition | None = None
    other_exec: Transition | None = None
    exact: bool = False


@frozen
class Entry:
    """One line of a compiled policy. `rule` is what it comes from; None for what the parser adds by itself."""

    pattern: Pattern
    kind: Kind
    rule: ResolvedRule | None = None
