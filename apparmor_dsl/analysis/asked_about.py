"""A string of an automaton in words: what is asked about with it. `looks` goes the other way.

A shortest witness need not be a whole question: what is left out of it is left out of the words too.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from apparmor_dsl.semantics.model import change_profile
from apparmor_dsl.semantics.model.decide import OTHER_SHIFT
from apparmor_dsl.semantics.model.file import LINK
from apparmor_dsl.semantics.model.lines import CLASSES, MediationClass
from apparmor_dsl.semantics.model.mount_flags import options_of
from apparmor_dsl.semantics.model.signal import signal_name
from apparmor_dsl.semantics.model.sockets import ADDRESS, FAMILIES, INET, INET6, LISTEN, OPTION, UNIX, UNIX_TYPES

NUL: Final = b"\0"


def file_in_words(text: bytes, bits: int) -> str:
    """A string of the automaton of files, of which these bits are said: a path, a link, or a profile to change to."""
    first, nul, second = text.partition(NUL)
    if bits & (LINK | LINK << OTHER_SHIFT) and nul:
        return f"link {shown(first)} -> {shown(second)}"
    if bits & (change_profile.CHANGE | change_profile.ON_EXEC):
        return f"change_profile {shown(first)} -> {shown(second)}" if nul else f"change_profile -> {shown(first)}"
    return f"{shown(first)} together with {shown(second)}" if nul else shown(first)


def class_in_words(text: bytes) -> str:
    """A string of the automaton that the other classes share, as a rule about it alone would say it."""
    name = _CLASS_NAMES.get(text[0]) if text else None
    if name is None:
        return f"the string {shown(text)}"
    return " ".join(word for word in _of_class(name, text[1:]) if word)


def shown(text: bytes) -> str:
    """Bytes for people: bare where they can be read, else between quotes."""
    said = text.decode("utf-8", "backslashreplace")
    bare = bool(said) and said.isprintable() and _SPECIAL.isdisjoint(said)
    return said if bare else repr(text)[1:].replace("'", '"') if text else '""'


_SPECIAL: Final = frozenset(" \"'(),=")
_CLASS_NAMES: Final[Mapping[int, MediationClass]] = {number: name for name, number in CLASSES.items()}
_FAMILY_NAMES: Final = {number: name for name, number in FAMILIES.items()}
_TYPE_NAMES: Final = {number: name for name, number in UNIX_TYPES.items()}
_PROTOCOLS: Final = {1: "icmp", 6: "tcp", 17: "udp"}


def _of_class(name: MediationClass, rest: bytes) -> Iterator[str]:
    match name:
        case "mount":
            yield from _mount(rest)
        case "signal":
            yield "signal"
            if rest:
                yield f"set={signal_name(rest[0]) or f'number {rest[0]}'}"
                yield f"peer={shown(rest[1:])}"
        case "ptrace":
            yield from ("ptrace", _if("peer", rest))
        case "dbus":
            yield from _dbus(rest)
        case "posix mqueue":
            queue, nul, label = rest.partition(NUL)
            yield from ("mqueue", "type=posix", _if("label", label) if nul else "", _shown_if(queue))
        case "sysv mqueue":
            number, label = rest[:4], rest[5:]
            yield from ("mqueue", "type=sysv", _if("label", label), str(int.from_bytes(number)) if number else "")
        case "userns":
            yield from ("userns", _shown_if(rest))
        case "io_uring":
            yield from ("io_uring", _if("label", rest))
        case "network" | "network v8" | "network v9" | "packet":
            yield from _socket(rest, "network packets" if name == "packet" else "network")
        case "label" | "file":
            yield from (f"{name}s", _shown_if(rest))
        case _:
            assert_never(name)


def _mount(rest: bytes) -> Iterator[str]:
    point, *more = rest.split(NUL, 3)
    if not more:
        yield from ("umount", _shown_if(point))
        return
    if len(more) == 1:
        yield from ("pivot_root", f"oldroot={shown(more[0])}", shown(point))
        return
    yield from ("mount", _if("fstype", more[1]))
    data = b""
    if len(more) > 2:
        flags, _, data = more[2].partition(NUL)
        yield f"options=({', '.join(options_of(flags) or ('rw',))})"
    yield from (_shown_if(more[0]), f"-> {shown(point)}", _if("data", data))


def _dbus(rest: bytes) -> Iterator[str]:
    bus, *more = rest.split(NUL)
    yield from ("dbus", f"bus={shown(bus)}")
    if len(more) == 1:
        yield f"name={shown(more[0])}"
        return
    names = ("peer name", "peer label", "path", "interface", "member")
    for name, word in zip(names, more, strict=False):
        yield f"{name}={shown(word)}"
    for word in more[len(names) :]:
        yield shown(word)


def _socket(rest: bytes, what: str) -> Iterator[str]:
    """Family and type, then the protocol and the ends where the kernel asks for them."""
    family, kind, protocol, ends = rest[:2], rest[2:4], rest[4:6], rest[6:]
    yield what
    if len(kind) < 2:
        yield _shown_if(rest)
        return
    number = int.from_bytes(family)
    yield _FAMILY_NAMES.get(number, f"family {number}")
    yield _TYPE_NAMES.get(int.from_bytes(kind), f"type {int.from_bytes(kind)}")
    if number != UNIX and protocol:
        yield f"protocol={_PROTOCOLS.get(int.from_bytes(protocol), int.from_bytes(protocol))}"
    if number == UNIX:
        yield from _unix_ends(ends)
    elif number in {INET, INET6}:
        yield from _inet_ends(ends)
    else:
        yield _shown_if(ends)


def _unix_ends(ends: bytes) -> Iterator[str]:
    if not ends:
        return
    own, rest = _unix_address(ends)
    label, _, rest = rest.partition(NUL)
    yield from (f"addr={own}", _if("label", label))
    if rest[:1] == bytes((ADDRESS,)):
        other, label = _unix_address(rest[1:])
        yield from (f"peer addr={other}", _if("peer label", label))
    elif rest:
        yield _asked(rest)


def _unix_address(text: bytes) -> tuple[str, bytes]:
    """The address, and what comes behind the NUL after it."""
    if text[:1] == NUL:
        name, _, rest = text[1:].partition(NUL)
        return f"@{shown(name)}", rest
    name, _, rest = text.partition(NUL)
    return "none" if name == b"\1" else shown(name), rest


def _inet_ends(ends: bytes) -> Iterator[str]:
    """One end, or the other one before it. Source: `socket_keys`."""
    if not ends:
        return
    first, rest = _inet_end(ends)
    yield first
    label, _, rest = rest.partition(NUL)
    yield _if("label", label)
    if rest[:1] == bytes((ADDRESS,)):
        own, _ = _inet_end(rest[1:])
        yield f"from {own}"
    elif rest:
        yield _asked(rest)


def _inet_end(text: bytes) -> tuple[str, bytes]:
    """Port and address, and what comes behind the NUL after them."""
    if len(text) < 4 or text[3] not in _ADDRESS_SIZES:
        return shown(text), b""
    size = _ADDRESS_SIZES[text[3]]
    port, address, rest = int.from_bytes(text[1:3]), text[4 : 4 + size], text[4 + size :]
    ip = str(ipaddress.ip_address(address)) if len(address) == size and size else shown(address) if size else "none"
    return f"ip={ip} port={port}", rest.removeprefix(NUL)


_ADDRESS_SIZES: Final = {0: 0, 1: 4, 2: 16}


def _asked(rest: bytes) -> str:
    """What is asked of the local end alone: a queue length, or an option."""
    match rest[0]:
        case int(found) if found == LISTEN:
            return "(listening)"
        case int(found) if found == OPTION:
            return "(an option)"
        case _:
            return shown(rest)


def _if(name: str, value: bytes) -> str:
    return f"{name}={shown(value)}" if value else ""


def _shown_if(text: bytes) -> str:
    return shown(text) if text else ""
