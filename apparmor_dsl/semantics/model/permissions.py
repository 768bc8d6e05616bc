"""What a string is permitted, in the form that every mediation class and the compiled policy have in common."""

from __future__ import annotations

from attrs import frozen

from apparmor_dsl.semantics.model.exec_transition import Transition


@frozen
class Permissions:
    """What is permitted where one string is asked about: a bit for each access, and which is which the class says.

    `allow`: permitted. `audit`: logged when permitted. `quiet`: not logged when refused, because a `deny` says so.
    INVARIANT: `audit` is within `allow`, and `quiet` outside of it. `owner_exec` and `other_exec` are what happens when
    a file is executed by its owner and by others; None where that is not permitted. `asked`: the kernel asks the user,
    where it can; else such access is refused.
    """

    allow: int = 0
    audit: int = 0
    quiet: int = 0
    owner_exec: Transition | None = None
    other_exec: Transition | None = None
    asked: int = 0


NOTHING = Permissions()
