"""Reads what apparmor_parser wrote and asks it: may this be mounted, may that file be written?

The judge of the shipped policy. It shares no code with `apparmor_dsl`. The format is that of policy for kernels without
the feature permstable32, which the features of the oracle do not name.
"""

import struct
from collections.abc import Iterable
from typing import Final, Literal

from attrs import define, field

from tests.parser_oracle import oracle

_MAGIC: Final = b"\x1b\x5e\x78\x3d"
_START: Final = 1
_TRAP: Final = 0
_ACCEPT, _BASE, _CHECK, _DEFAULT, _CLASSES, _NEXT = 1, 2, 3, 4, 5, 8
_WIDTHS: Final = {1: "B", 2: "H", 4: "I"}

_MOUNT_CLASS: Final = b"\x07"
_MAY_MOUNT: Final = 0x02
_CHANGE_PROFILE: Final = 0x4000_0000 | 0x8000_0000
"""Change now, or at the next exec."""

FileAccess = Literal["r", "w", "a", "x", "l", "k", "m"]
_FILE_BITS: Final = {"x": 0x1, "w": 0x2, "r": 0x4, "a": 0x8, "l": 0x10, "k": 0x20, "m": 0x40}

# The bit of each MS_ flag in mount(2); the compiled policy has its number plus one.
_FLAGS: Final = {
    "ro": (0,),
    "nosuid": (1,),
    "nodev": (2,),
    "noexec": (3,),
    "sync": (4,),
    "remount": (5,),
    "nosymfollow": (8,),
    "noatime": (10,),
    "bind": (12,),
    "rbind": (12, 14),
    "move": (13,),
    "silent": (15,),
    "private": (18,),
    "rprivate": (14, 18),
    "slave": (19,),
    "rslave": (14, 19),
    "shared": (20,),
    "rshared": (14, 20),
    "relatime": (21,),
    "strictatime": (24,),
    "rw": (),
}


@define
class Automaton:
    """One DFA of a compiled profile: its tables, by their numbers in libapparmor_re/flex-tables.h."""

    tables: dict[int, tuple[int, ...]]

    def accepted(self, text: bytes) -> int:
        """The permission bits at the end of the text, 0 when it is not matched."""
        state = _START
        for byte in text:
            state = self._step(state, byte)
            if state == _TRAP:
                return 0
        return self.tables[_ACCEPT][state]

    def _step(self, state: int, byte: int) -> int:
        classes = self.tables.get(_CLASSES)
        column = classes[byte] if classes else byte
        while True:
            base = self.tables[_BASE][state]
            at = (base & 0xFF_FFFF) + column
            if at < len(self.tables[_CHECK]) and self.tables[_CHECK][at] == state:
                return self.tables[_NEXT][at]
            state = self.tables[_DEFAULT][state]
            # The highest bit says that the default state is tried with the same byte (differential encoding).
            if not base >> 31:
                return state


@define
class CompiledProfile:
    """What the kernel would load for a text with one profile."""

    policy: Automaton
    files: Automaton
    raw: bytes = field(repr=False)

    def may_mount(self, target: str, source: str = "", fstype: str = "", flags: Iterable[str] = ()) -> bool:
        """mount(2), as security/apparmor/mount.c asks for it: a folder ends in a slash."""
        bits = sorted({bit for flag in flags for bit in _FLAGS[flag]})
        words = (target, source, fstype)
        asked = _MOUNT_CLASS + b"".join(word.encode() + b"\0" for word in words) + bytes(bit + 1 for bit in bits)
        return bool(self.policy.accepted(asked) & _MAY_MOUNT)

    def may(self, access: FileAccess, path: str) -> bool:
        """One access to a file that somebody else owns or not: the owner's half of the permissions."""
        return bool(self.files.accepted(path.encode()) & _FILE_BITS[access])

    def may_change_to(self, label: str) -> bool:
        """aa_change_profile(2)."""
        return bool(self.files.accepted(label.encode()) & _CHANGE_PROFILE)


def compiled(text: str) -> CompiledProfile:
    """The only profile of the text, compiled."""
    raw = oracle.binary(text)
    policy, files = (_automaton(raw, at) for at in _automata(raw))
    return CompiledProfile(policy, files, raw)


def _automata(raw: bytes) -> list[int]:
    found = []
    at = raw.find(_MAGIC)
    while at >= 0:
        found.append(at)
        at = raw.find(_MAGIC, at + 1)
    return found


def _automaton(raw: bytes, start: int) -> Automaton:
    header, size = struct.unpack_from(">II", raw, start + len(_MAGIC))
    at, tables = start + header, {}
    while at < start + size:
        number, width, high, length = struct.unpack_from(">HHII", raw, at)
        if high:
            raise ValueError(f"table {number} has two dimensions")
        tables[number] = struct.unpack_from(f">{length}{_WIDTHS[width]}", raw, at + 12)
        # Each table is padded to eight bytes.
        at += (12 + length * width + 7) // 8 * 8
    return Automaton(tables)
