"""The answer to a request: what is decided, which rules decide it, and where nothing does, what came nearest."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from apparmor_dsl.analysis.requests import Request, Who
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.flags import ProfileMode
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

Because = Literal["rule", "deny", "nothing", "unmediated", "unconfined", "rlimit", "subset"]
"""A rule permits it, a rule refuses it, no rule speaks of it, or nobody looks: the system does not mediate the class,
the profile confines nothing. `rlimit`: it is above the limit of a rule, or no rule sets one. `subset`: a link would
permit more of the file than the file's own name does."""


@frozen
class Part:
    """One bit of a request: one letter for one half, one word of access.

    `rules` decide it. None among them is what the parser adds by itself. `overruled` are those that would permit it,
    but for the deny. `transition` is what confines a program that may be executed.
    """

    what: str
    allowed: bool
    because: Because
    who: Who | None = None
    rules: tuple[ResolvedRule, ...] = ()
    overruled: tuple[ResolvedRule, ...] = ()
    logged: bool = False
    transition: Transition | None = None


@frozen
class Miss:
    """A rule that came near, and why it does not permit what was asked."""

    rule: ResolvedRule
    reasons: tuple[str, ...]


@frozen
class Answer:
    """What the profile says to a request, compiled for a system.

    INVARIANT: it is allowed where every part is. It is true where it is allowed.
    """

    profile: ResolvedProfile = field(repr=False)
    request: Request
    system: System = field(repr=False)
    parts: tuple[Part, ...]
    mode: ProfileMode = "enforce"
    nearest: tuple[Miss, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def allowed(self) -> bool:
        """Whether the policy permits all of it, whatever the mode of the profile."""
        return all(part.allowed for part in self.parts)

    @property
    def happens(self) -> bool:
        """Whether the access succeeds: in complain mode also what no rule permits, but not what a rule refuses."""
        if self.mode == "complain":
            return all(part.allowed or part.because == "nothing" for part in self.parts)
        return self.allowed

    @property
    def denied(self) -> tuple[Part, ...]:
        """The parts that are not permitted."""
        return tuple(part for part in self.parts if not part.allowed)
