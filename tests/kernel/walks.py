"""Strings that show what an automaton decides: those that lead to its states, and those that just miss."""

from collections.abc import Iterator
from random import Random
from typing import Final, TypeVar

from apparmor_dsl.semantics.automata import Moving, byte_sets

S = TypeVar("S")

LONGEST: Final = 2000
"""A question fits on one page, with the name of the profile."""
_ODD: Final = (b"\0", b"\n", b" ", b"*", b"\xff", b"\xc3\xa4", b"//", b"/../")


def walks(automaton: Moving[S], count: int, random: Random) -> Iterator[bytes]:
    """`count` strings or fewer: one for each of so many states, in no order, and a near miss of each."""
    reached = list(_reached(automaton, 4 * count, random))
    for text in random.sample(reached, min(count // 2, len(reached))):
        yield text
        yield near(text, random)


def _reached(automaton: Moving[S], most: int, random: Random) -> Iterator[bytes]:
    """A string for each state that is come upon. The next state is any one: short strings alone would all be alike."""
    ways = {automaton.start: b""}
    waiting = [automaton.start]
    while waiting and len(ways) < most:
        at = random.randrange(len(waiting))
        waiting[at], waiting[-1] = waiting[-1], waiting[at]
        state = waiting.pop()
        for allowed, reached in automaton.moves(state):
            if reached not in ways and len(ways[state]) < LONGEST:
                ways[reached] = ways[state] + bytes((_member(allowed, random),))
                waiting.append(reached)
    yield from filter(None, ways.values())


def _member(allowed: int, random: Random) -> int:
    """Mostly the byte that reads best: what names are made of leads further. Sometimes any."""
    return byte_sets.readable(allowed) if random.random() < 0.8 else random.choice(tuple(byte_sets.members(allowed)))


def near(text: bytes, random: Random) -> bytes:
    """The string with one small change, that is not empty. Its first byte, which may be a class, stays."""
    at = random.randrange(1, len(text) + 1)
    match random.randrange(7):
        case 0:
            changed = text[:-1]
        case 1:
            changed = text + b"/"
        case 2:
            changed = text + bytes((random.randrange(256),))
        case 3:
            changed = text[:at] + text[at + 1 :]
        case 4:
            changed = text[:at] + bytes((random.randrange(256),)) + text[at + 1 :]
        case 5:
            changed = text[:at] + random.choice(_ODD) + text[at:]
        case _:
            changed = text[:at] + text[random.randrange(len(text)) :]
    return changed[:LONGEST] or text
