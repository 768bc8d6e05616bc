"""Writes compiled policy by hand: what no parser of today writes, and what none would."""

import struct
from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen


@frozen
class Dfa:
    """The tables of an automaton of `len(accept)` states: 0 is the trap and 1 the start. `moves` are bytes by state."""

    accept: Sequence[int]
    moves: Mapping[int, Mapping[int, int]] = field(factory=dict)
    default: Mapping[int, int] = field(factory=dict)
    flags: Mapping[int, int] = field(factory=dict)
    accept2: Sequence[int] | None = None
    classes: Sequence[int] | None = None
    width: int = 2
    magic: int = 0x1B5E783D
    tables: Mapping[int, bytes] = field(factory=dict)
    """Tables that stand in place of the right ones, by their numbers."""

    def without(self, number: int) -> "Dfa":
        """The same, and one table is not there."""
        return evolve(self, tables={**self.tables, number: b""})

    def written(self) -> bytes:
        """Each state has a window of its own."""
        states = len(self.accept)
        check, following = [0] * 256 * states, [0] * 256 * states
        for state, moves in self.moves.items():
            for byte, reached in moves.items():
                check[256 * state + byte], following[256 * state + byte] = state, reached
        made = {
            1: table(1, 4, self.accept),
            7: b"" if self.accept2 is None else table(7, 4, self.accept2),
            5: b"" if self.classes is None else table(5, 1, self.classes),
            2: table(2, 4, [256 * state | self.flags.get(state, 0) for state in range(states)]),
            4: table(4, self.width, [self.default.get(state, 0) for state in range(states)]),
            8: table(8, self.width, following),
            3: table(3, self.width, check),
        }
        body = b"".join((made | dict(self.tables)).values())
        return struct.pack(">IIIH", self.magic, 24, 24 + len(body), 1) + b"notflex\0\0\0" + body


def table(number: int, width: int, values: Sequence[int], length: int | None = None) -> bytes:
    """One table. `length` is what is written of its length, where that is a lie."""
    form = {1: "B", 2: "H", 4: "I"}[width]
    made = struct.pack(">HHII", number, width, 0, len(values) if length is None else length)
    made += struct.pack(f">{len(values)}{form}", *values)
    return made + b"\0" * (-len(made) % 8)


def name(text: str) -> bytes:
    return b"\x04" + _text(text)


def string(text: str) -> bytes:
    return b"\x05" + _text(text)


def _text(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def number(value: int) -> bytes:
    return b"\x02" + struct.pack("<I", value)


def blob(dfa: Dfa | bytes) -> bytes:
    data = dfa if isinstance(dfa, bytes) else dfa.written()
    return name("aadfa") + b"\x06" + struct.pack("<I", len(data)) + data


def structure(*parts: bytes) -> bytes:
    return b"\x07" + b"".join(parts) + b"\x08"


def array(*elements: bytes, length: int | None = None) -> bytes:
    return b"\x0b" + struct.pack("<H", len(elements) if length is None else length) + b"".join(elements) + b"\x0c"


def rows(*found: Sequence[int], version: int = 1) -> bytes:
    """A table of permissions."""
    numbers = b"".join(number(value) for row in found for value in row)
    made = b"\x0b" + struct.pack("<H", len(found)) + numbers + b"\x0c"
    return name("perms") + structure(name("version") + number(version), made)


def row(allow: int, **others: int) -> Sequence[int]:
    """One row of it."""
    columns = ("reserved", "allow", "deny", "subtree", "cond", "kill", "complain", "prompt", "audit", "quiet", "hide")
    found = {"allow": allow, **others}
    return [found.get(column, 0) for column in (*columns, "xindex", "tag", "label")]


def names(*found: str) -> bytes:
    """The names that programs go to."""
    return name("xtable") + structure(array(*map(string, found)))


def policydb(*parts: bytes) -> bytes:
    """The automaton of mediation classes, of which these are the parts."""
    return name("policydb") + structure(*parts)


def flags(mode: int = 0) -> bytes:
    return name("flags") + structure(number(0), number(mode), number(0))


CAPABILITIES = number(0) * 4
VERSION = name("version") + number(5)


def profile(*parts: bytes, head: bytes = b"") -> bytes:
    """A policy with one profile `p`."""
    made = structure(string("p"), head, flags(), CAPABILITIES, *parts)
    return VERSION + name("profile") + made
