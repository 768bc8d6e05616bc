"""The flags of mount(2): what each option of a rule sets and clears, and which ones count for each kind of mount.

Source: mnt_opts_table in parser/mount.cc and parser/mount.h of 3.0 and 5.0, and what 3.0.8, 4.1.8 and 5.0.2 make of
each option (`-D rule-exprs`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING, PROPAGATION
from apparmor_dsl.semantics.targets import Version

_NUMBERS: Final = {
    "ro": 0,
    "nosuid": 1,
    "nodev": 2,
    "noexec": 3,
    "sync": 4,
    "remount": 5,
    "mand": 6,
    "dirsync": 7,
    "nosymfollow": 8,
    "noatime": 10,
    "nodiratime": 11,
    "bind": 12,
    "move": 13,
    "silent": 15,
    "verbose": 15,
    "acl": 16,
    "unbindable": 17,
    "private": 18,
    "slave": 19,
    "shared": 20,
    "relatime": 21,
    "iversion": 23,
    "strictatime": 24,
    "lazytime": 25,
    "nouser": 31,
}
"""The number of the bit that an option sets. Source: MS_ in mount(2)."""

RECURSIVE: Final = 1 << 14
"""`rbind` is `bind` and this, and so with `rprivate` and its like."""

MODERN: Final[Version] = (4, 0)
"""Since then each condition has its own flags, and what a rule compiles to is one kind of mount and not several."""

NO_FLAG: Final = r"(\xfe|)"
"""Where no flag may be set. The parser writes it like this, so that a flag of number 253 is as good as none."""

Operation = Literal["remount", "bind", "propagation", "move", "new"]
"""What mount(2) does, as its flags tell it."""


def flag(*options: str) -> int:
    """The flags that are set where mount(2) is called with these options."""
    return _union(_set(option) for option in options)


def _set(option: str) -> int:
    usual = ALIASES.get(option, option)
    if usual in CLEARING:
        return 0
    recursive = usual == "rbind" or (usual in PROPAGATION and usual.startswith("r"))
    return 1 << _NUMBERS[usual[1:]] | RECURSIVE if recursive else 1 << _NUMBERS[usual]


def _union(flags: Iterable[int]) -> int:
    made = 0
    for each in flags:
        made |= each
    return made


@frozen
class Options:
    """The options of one condition: the flags they set, and those they ask to be clear."""

    set: int = 0
    clear: int = 0


def options(words: Iterable[str], version: Version) -> Options:
    """What the options of a condition ask for, in any of their spellings."""
    made = Options()
    for word in words:
        cleared = CLEARING.get(word) or CLEARING.get(ALIASES.get(word, word))
        if cleared is None:
            made = Options(made.set | flag(word), made.clear)
        elif word != "norelatime" or version >= MODERN:
            # 3.0.8 takes `norelatime` for no flag at all.
            made = Options(made.set, made.clear | flag(cleared))
    return made


_PROPAGATION: Final = flag(*(name for name in PROPAGATION if not name.startswith("r")))
REMOUNT: Final = flag("remount")
BIND: Final = flag("bind")
MOVE: Final = flag("move")
COMMANDS: Final = REMOUNT | BIND | MOVE | RECURSIVE | _PROPAGATION
"""The flags that choose an operation. Source: MS_CMDS in parser/mount.h."""

_NOT_OF_PROPAGATION: Final = flag("nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime", "strictatime")
"""Source: MNT_FLAGS in parser/mount.h."""
_YOUNG: Final = flag("nosymfollow", "lazytime")


def every_flag(version: Version) -> int:
    """The flags that a rule without options is about. Source: MS_ALL_FLAGS in parser/mount.h."""
    every = (flag(*_NUMBERS) | RECURSIVE) & ~flag("nouser")
    return every if version >= MODERN else every & ~_YOUNG


def flags_of(operation: Operation, version: Version) -> int:
    """The flags that a rule looks at for this operation; others in its conditions do not count."""
    every = every_flag(version)
    match operation:
        case "remount":
            # Some programs change the propagation in the same call, and the kernel does not mind.
            return every & ~MOVE if version >= (4, 1) else every & ~MOVE & ~_PROPAGATION
        case "bind":
            return BIND | RECURSIVE
        case "propagation":
            return every & ~_NOT_OF_PROPAGATION
        case "move":
            return MOVE
        case "new":
            return every & ~COMMANDS if version >= MODERN else (every | flag("nouser")) & ~COMMANDS


def changes_propagation(flags: int) -> bool:
    """Whether a mount with these flags changes how what is mounted spreads."""
    return bool(flags & _PROPAGATION)


def regex(required: int, optional: int) -> str:
    """The strings that stand for flags: all of the required ones, and any of the optional ones."""
    parts = []
    for number in range(32):
        if optional >> number & 1:
            parts.append(f"(\\x{number + 1:02x}|)")
        elif required >> number & 1:
            parts.append(f"\\x{number + 1:02x}")
    return "".join(parts) or NO_FLAG


def operation_of(flags: int) -> Operation:
    """What mount(2) does with these flags: the first that is there counts. Source: apparmor_sb_mount in its lsm.c."""
    if flags & REMOUNT:
        return "remount"
    if flags & BIND:
        return "bind"
    if changes_propagation(flags):
        return "propagation"
    return "move" if flags & MOVE else "new"


_COMPARED: Final[dict[Operation, int]] = {
    "bind": BIND | RECURSIVE,
    "propagation": _PROPAGATION | RECURSIVE | flag("silent"),
    "move": MOVE,
}
"""The flags that the kernel compares; for other operations all. Source: its security/apparmor/mount.c."""


def compared(flags: int) -> bytes:
    """The flags as the kernel puts them into its question: a byte for each that counts."""
    left = flags & _COMPARED.get(operation_of(flags), ~0)
    return bytes(number + 1 for number in range(32) if left >> number & 1)


def options_of(flags: bytes) -> tuple[str, ...]:
    """The options that stand for flags as the kernel compares them: a byte for each."""
    numbers = [each - 1 for each in flags]
    recursive = _RECURSION in numbers
    made = []
    for number in numbers:
        name = _NAMES.get(number)
        if name is not None and recursive and (number == _NUMBERS["bind"] or _PROPAGATION >> number & 1):
            made.append(f"r{name}")
            recursive = False
        elif number != _RECURSION:
            made.append(name or f"flag {number}")
    return (*made, *(("recursive",) if recursive else ()))


_RECURSION: Final = RECURSIVE.bit_length() - 1
_NAMES: Final = {number: name for name, number in reversed(_NUMBERS.items())}
