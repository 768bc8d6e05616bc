"""What the entries that match one string permit together.

Source: accept_perms in parser/libapparmor_re/hfa.cc; tests/semantics/model/test_decide.py holds what is said here to
compiled policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve

from apparmor_dsl.semantics.model.entry import Kind
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.model.permissions import Permissions
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.targets import Target, Version

PRIORITIES_SINCE: Final[Version] = (4, 1)
"""Before, a deny always wins, and nothing else has a rank."""

OTHER_SHIFT: Final = 14
"""So far above the bits of the owner of a file are those of the others."""
EXECUTE: Final = 0x01
MMAP: Final = 0x40

_NEVER_ASKED: Final = 0xD000_0000
"""Nobody is asked about changing the profile, nor about the bit by which a class says that there is more to match."""
_EXECUTES: Final = EXECUTE | EXECUTE << OTHER_SHIFT
"""The bits for which it counts that a pattern is exact, also where a class means something else by them."""

_OfHalf = Callable[[Kind], Transition | None]
_HALVES: Final[tuple[tuple[int, _OfHalf], ...]] = (
    (0, lambda kind: kind.owner_exec),
    (OTHER_SHIFT, lambda kind: kind.other_exec),
)


def decide(kinds: Iterable[Kind], target: Target) -> Permissions:
    """What the kinds of all entries that match a string permit together, as the target's parser compiles it."""
    return deciding(target)(kinds)


def deciding(target: Target) -> Callable[[Iterable[Kind]], Permissions]:
    """`decide` for this target: the same function for targets that decide alike."""
    if has_priorities(target):
        return _by_level
    return _deny_first if target.version < (4, 0) else _deny_first_and_log_mapping


def most_permitted(kind: Kind) -> int:
    """The bits that an entry of the kind can permit, whatever other entries say."""
    return kind.access | _implied(kind) if kind.mode == "allow" else 0


def has_priorities(target: Target) -> bool:
    """Whether a rule of a higher priority wins over others."""
    return target.version >= PRIORITIES_SINCE


def is_exact(pattern: Pattern, target: Target) -> bool:
    """Whether the parser takes the pattern for one without wildcards. Classes were wildcards for 3.0.8."""
    return not (pattern.wild or (pattern.classes and target.version < (4, 0)))


def counts_exactness(kind: Kind) -> bool:
    """Whether it makes a difference that the pattern of an entry is exact."""
    return bool((kind.access | kind.marked) & _EXECUTES)


def _deny_first_and_log_mapping(said: Iterable[Kind]) -> Permissions:
    """The same for 4.0.1, which logs mapping too where it is permitted because of a rule that is logged."""
    kinds = tuple(said)
    logged = 0
    for kind in kinds:
        if kind.mode == "allow" and kind.marked & _EXECUTES:
            logged |= _implied(kind)
    found = _deny_first(kinds)
    return evolve(found, audit=found.audit | logged & found.allow)


def _deny_first(said: Iterable[Kind]) -> Permissions:
    """A deny wins, wherever it stands; the transition of an exact pattern wins over others."""
    kinds = tuple(said)
    allow = audit = denied = quiet = 0
    for kind in kinds:
        match kind.mode:
            case "allow":
                allow |= kind.access | _implied(kind)
                audit |= kind.marked
            case "deny":
                denied |= kind.access
                quiet |= kind.marked
            case "prompt":
                # No kernel that is compiled for in this way can ask: nothing is permitted, and nothing refused.
                pass
    permitting = [kind for kind in kinds if kind.mode == "allow"]
    ranked = [kind for kind in permitting if kind.exact] + [kind for kind in permitting if not kind.exact]
    return _permissions(allow & ~denied, audit, quiet & denied, lambda _: ranked)


def _implied(kind: Kind) -> int:
    """Mapping, where the program is executed in the same profile: the loader maps it."""
    bits = 0
    for shift, of_half in _HALVES:
        transition = of_half(kind)
        if transition is not None and transition.inherits:
            bits |= MMAP << shift
    return bits


def _by_level(said: Iterable[Kind]) -> Permissions:
    """For each bit the highest level decides: by priority, then deny, exact where it executes, allow, prompt."""
    kinds = tuple(said)
    allow = audit = quiet = asked = 0
    winners: dict[int, list[Kind]] = {}
    for bit in _bits(kinds):
        decisive = winners[bit] = _highest(kinds, bit)
        decided = bit if any(kind.access & bit for kind in decisive) else 0
        marked = bit if any(kind.marked & bit for kind in decisive) else 0
        match decisive[0].mode:
            case "allow":
                allow |= decided
                audit |= marked
            case "deny":
                quiet |= marked
            case "prompt":
                asked |= decided if decisive[0].asks else 0
    for shift, of_half in _HALVES:
        allow |= _implied_by_winner(winners, shift, of_half)
    return evolve(
        _permissions(allow, audit, quiet, lambda bit: winners.get(bit, ())), asked=asked & ~allow & ~_NEVER_ASKED
    )


def _bits(kinds: Sequence[Kind]) -> Iterator[int]:
    """Every bit of which something is said."""
    every = 0
    for kind in kinds:
        every |= kind.access | kind.marked
    while every:
        bit = every & -every
        yield bit
        every ^= bit


def _highest(kinds: Sequence[Kind], bit: int) -> list[Kind]:
    """The kinds that decide of the bit."""
    found: list[Kind] = []
    level: int | None = None
    for kind in kinds:
        if not (kind.access | kind.marked) & bit:
            continue
        own = _level(kind, bit)
        if level is None or own > level:
            level, found = own, [kind]
        elif own == level:
            found.append(kind)
    return found


def _level(kind: Kind, bit: int) -> int:
    match kind.mode:
        case "deny":
            own = 3
        case "allow":
            own = 2 if kind.exact and bit & _EXECUTES else 1
        case "prompt":
            own = 0
    return kind.priority * 4 + own


def _implied_by_winner(winners: dict[int, list[Kind]], shift: int, of_half: _OfHalf) -> int:
    """Mapping, where what decides of executing keeps the profile, and no rule decides against mapping.

    Any deny that decides of mapping is against it, of whatever priority; a prompt is if its priority is the higher.
    """
    inheriting = [
        kind
        for kind in winners.get(EXECUTE << shift, ())
        if kind.mode == "allow" and (transition := of_half(kind)) is not None and transition.inherits
    ]
    if not inheriting:
        return 0
    mmap = MMAP << shift
    for kind in winners.get(mmap, ()):
        if kind.mode == "deny" or _level(kind, mmap) > _level(inheriting[0], EXECUTE << shift):
            return 0
    return mmap


def _permissions(allow: int, audit: int, quiet: int, ranked: Callable[[int], Sequence[Kind]]) -> Permissions:
    """The normal form. `ranked`: the kinds that decide of a bit, the one that wins first."""
    transitions: list[Transition | None] = []
    for shift, of_half in _HALVES:
        bit = EXECUTE << shift
        said = (of_half(kind) for kind in ranked(bit)) if allow & bit else ()
        transitions.append(next((transition for transition in said if transition is not None), None))
    owner, other = transitions
    return Permissions(allow, audit & allow, quiet & ~allow, owner, other)
