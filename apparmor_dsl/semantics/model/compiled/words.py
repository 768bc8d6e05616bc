"""What the two words mean that a compiled automaton of the old form says of a state.

`accept` has what is permitted and how a program is executed, `accept2` what is logged and what is refused quietly.
Sources: parser/immunix.h, parser/libapparmor_re/policy_compat.cc, and what apparmor_parser 3.0.8 writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import Permissions

HALF: Final = 0x7F
"""The seven accesses of a half: x, w, r, a, l, k and m of a file."""
OTHER: Final = 14
"""So far to the left of the owner's half stands the other."""
EXEC: Final = 0x1
ONEXEC: Final = 0x4000_0000
CHANGE_PROFILE: Final = 0x8000_0000
GOES_ON: Final = 0x1000_0000
"""Of a class: the kernel has more to say, and the answer is found behind it."""

_HALVES: Final = HALF | HALF << OTHER
_OF_FILES: Final = _HALVES | ONEXEC | CHANGE_PROFILE
_OF_CLASSES: Final = _HALVES | GOES_ON | CHANGE_PROFILE
"""Other bits the kernel does not look at."""
_QUIET: Final = 7
"""So far to the left of what is logged stands what is refused quietly."""

_UNCONFINED: Final = 0x80
_UNSAFE: Final = 0x100
_INHERITS: Final = 0x200
_INDEX: Final = 10
_FIRST_NAME: Final = 4
"""The index of a transition that is the first of those with a name."""


def of_file(accept: int, accept2: int, names: Sequence[str]) -> Permissions:
    """What the words say of a path."""
    owner, other = (_exec(half, names) for half in (accept, accept >> OTHER))
    return normal(accept & _OF_FILES, _marks(accept2), _marks(accept2 >> _QUIET), owner, other)


def of_class(accept: int, accept2: int) -> Permissions:
    """What the words say of a string that begins with a mediation class."""
    return normal(accept & _OF_CLASSES, _marks(accept2), _marks(accept2 >> _QUIET))


def missing_name(accept: int, names: Sequence[str]) -> bool:
    """Whether a transition leads to a name that is not there."""
    return any(half & EXEC and _index(half) >= _FIRST_NAME + len(names) for half in (accept, accept >> OTHER))


def normal(
    allow: int,
    audit: int,
    quiet: int,
    owner_exec: Transition | None = None,
    other_exec: Transition | None = None,
    asked: int = 0,
) -> Permissions:
    """The permissions, without marks that mean nothing."""
    return Permissions(allow, audit & allow, quiet & ~allow, owner_exec, other_exec, asked & ~allow)


def _marks(accept2: int) -> int:
    return accept2 & _HALVES


def _index(half: int) -> int:
    return half >> _INDEX & 0xF


def _exec(half: int, names: Sequence[str]) -> Transition | None:
    if not half & EXEC:
        return None
    index, unconfined = _index(half), bool(half & _UNCONFINED)
    inherits, unsafe = bool(half & _INHERITS), bool(half & _UNSAFE)
    match index:
        case 0 if not unconfined:
            return Transition("none", None, inherits, unsafe=unsafe)
        case 0 | 1:
            return Transition("unconfined", None, inherits, unsafe=unsafe)
        case 2:
            return Transition("profile", None, inherits, unconfined, unsafe)
        case 3:
            return Transition("child", None, inherits, unconfined, unsafe)
        case _:
            return Transition("named", names[index - _FIRST_NAME], inherits, unconfined, unsafe)
