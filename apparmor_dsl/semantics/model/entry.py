"""The lines of a compiled policy: strings, and what is said of them."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

Mode = Literal["allow", "deny", "prompt"]


@frozen(cache_hash=True)
class Kind:
    """All that an entry says of its strings. Where several entries match a string, their kinds decide: `decide`.

    `access` are bits of the class. With `audit` what an allow permits is logged, and what a deny refuses is logged too
    (without, it is refused quietly). `exact`: the pattern has no wildcard, which counts where a program is executed.
    `asks`: what `prompt` is said of is asked about, which newer kernels can. `marks` are the bits that this is said of,
    where they are not those of `access`. The parser looks at each bit of either: a deny refuses also the bits that it
    only marks, and an allow takes them from entries of a lower priority.
    """

    access: int
    mode: Mode = "allow"
    audit: bool = False
    priority: int = 0
    owner_exec: Transition | None = None
    other_exec: Transition | None = None
    exact: bool = False
    marks: int | None = None
    asks: bool = False

    @property
    def marked(self) -> int:
        """The bits that are logged when permitted, or for a deny the bits that are refused quietly."""
        if self.marks is not None:
            return self.marks
        return self.access if self.audit is not (self.mode == "deny") else 0


@frozen
class Entry:
    """One line of a compiled policy. `rule` is what it comes from; None for what the parser adds by itself."""

    pattern: Pattern
    kind: Kind
    rule: ResolvedRule | None = None
