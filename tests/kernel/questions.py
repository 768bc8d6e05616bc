"""Questions in the words of the rules, as the strings that the kernel is asked.

Written from the kernel's side (security/apparmor), not with the package's own `key` functions.
"""

import struct
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.semantics.model.exec_transition import Transition

_FILE, _MOUNT, _PTRACE, _SIGNAL, _NETWORK, _USERNS, _IO_URING = 2, 7, 9, 10, 14, 21, 22

_FILE_BITS: Final = {"x": 0x1, "w": 0x2, "r": 0x4, "a": 0x8, "k": 0x8000, "m": 0x10000}
_LINK: Final = 0x40000
_ON_EXEC: Final = 0x2000_0000
_CHANGE_PROFILE: Final = 0x4000_0000
_SIGNALS: Final = {"kill": 9, "term": 15, "exists": 35}
_CLASSES: Final = {("userns", "create"): (_USERNS, 8), ("io_uring", "sqpoll"): (_IO_URING, 0x10)}
_BIND_FLAGS: Final = 0x1000 | 0x4000


@frozen
class Access:
    """Whether all these bits are permitted for this payload."""

    payload: bytes
    bits: int
    owner: bool = True


@frozen
class Capability:
    """Whether the profile holds the capability."""

    name: str


@frozen
class Limit:
    """Whether the profile lets a limit be raised so far."""

    name: str
    value: int


@frozen
class Goes:
    """Whether a program is executed, and in this way. In the name `@` is the profile's own."""

    path: str
    transition: Transition


Ask = Access | Capability | Limit | Goes


def may(access: str, path: str, *, owner: bool = True) -> Access:
    """A file: `may("rw", "/etc/shadow")`. A folder ends in a slash."""
    bits = 0
    for letter in access:
        bits |= _FILE_BITS[letter]
    return Access(bytes((_FILE,)) + path.encode(), bits, owner)


def link(name: str, to: str) -> Access:
    """A link of this name to that file."""
    return Access(bytes((_FILE,)) + name.encode() + b"\0" + to.encode(), _LINK)


def change_now(label: str) -> Access:
    """aa_change_profile(2)."""
    return Access(bytes((_FILE,)) + label.encode(), _CHANGE_PROFILE)


def change_on_exec(label: str) -> Access:
    """aa_change_onexec(2)."""
    return Access(bytes((_FILE,)) + label.encode(), _ON_EXEC)


def mounting(source: str, target: str, fstype: str, flags: int = 0) -> Access:
    """mount(2). Of a bind only two flags count; source and target are paths there, and folders end in a slash."""
    if flags & 0x1000:
        flags &= _BIND_FLAGS
    words = b"".join(word.encode() + b"\0" for word in (target, source, fstype))
    numbers = bytes(bit + 1 for bit in range(32) if flags >> bit & 1)
    return Access(bytes((_MOUNT,)) + words + numbers, 2)


def unmounting(target: str) -> Access:
    """umount(2)."""
    return Access(bytes((_MOUNT,)) + target.encode(), 4)


def pivoting(new: str, old: str) -> Access:
    """pivot_root(2)."""
    return Access(bytes((_MOUNT,)) + new.encode() + b"\0" + old.encode(), 1)


def signalling(access: Literal["send", "receive"], signal: str, peer: str) -> Access:
    """kill(2)."""
    bits = {"send": 2, "receive": 4}
    return Access(bytes((_SIGNAL, _SIGNALS[signal])) + peer.encode(), bits[access])


def tracing(access: Literal["trace", "read", "tracedby", "readby"], peer: str) -> Access:
    """ptrace(2)."""
    bits = {"trace": 2, "read": 4, "tracedby": 8, "readby": 0x10}
    return Access(bytes((_PTRACE,)) + peer.encode(), bits[access])


def socket(family: int, kind: int) -> Access:
    """Making a socket."""
    return Access(struct.pack(">BHH", _NETWORK, family, kind), 0x10)


def of_class(name: Literal["userns", "io_uring"], access: Literal["create", "sqpoll"]) -> Access:
    """A class that has no string of its own."""
    number, bit = _CLASSES[name, access]
    return Access(bytes((number,)), bit)
