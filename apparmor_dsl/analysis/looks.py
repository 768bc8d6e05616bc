"""A request as looks into a compiled policy: the string the kernel matches, and the bits it wants there."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, assert_never

from attrs import frozen

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.semantics.model import change_profile, file, io_uring, mount, mqueue, network, ptrace, signal, userns
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.lines import CLASSES
from apparmor_dsl.semantics.model.mount_flags import flag, flags_of, options
from apparmor_dsl.semantics.model.sockets import (
    ACCESS,
    ADDRESS,
    UNIX,
    UNIX_TYPES,
    WITH_PEER,
    mediates_unix,
    unix_class,
)
from apparmor_dsl.semantics.model.system import System


@frozen
class Bit:
    """One bit that is wanted: what it stands for, and for a file whose half it is of."""

    name: str
    mask: int
    who: ask.Who | None = None


@frozen
class Look:
    """One string in one of the two automata, and the bits that must be permitted for it."""

    part: Literal["files", "classes"]
    key: bytes
    wanted: tuple[Bit, ...]


def looks(request: ask.Request, system: System) -> tuple[Look, ...]:
    """What the kernel looks at; nothing for capabilities and limits, which no automaton has."""
    return tuple(_looks(request, system))


def _looks(request: ask.Request, system: System) -> Iterator[Look]:
    match request:
        case ask.FileRequest():
            yield _file(request)
        case ask.LinkRequest():
            wanted = tuple(_halves("l", file.LINK, request.who))
            yield Look("files", file.path_key(request.path), wanted)
            yield Look("files", file.link_key(request.path, request.target), wanted)
        case ask.ChangeProfileRequest():
            yield from _change_profile(request)
        case ask.MountRequest():
            key = mount.mount_key(*_mounted(request, system))
            yield _of_class(key, ("mount",), mount.ACCESS)
        case ask.UmountRequest():
            yield _of_class(mount.umount_key(request.mountpoint), ("umount",), mount.ACCESS)
        case ask.PivotRootRequest():
            key = mount.pivot_root_key(request.new_root, request.old_root)
            yield _of_class(key, ("pivot_root",), mount.ACCESS)
        case ask.SignalRequest():
            yield _of_class(signal.key(request.signal, request.peer), (request.access,), signal.ACCESS)
        case ask.PtraceRequest():
            yield _of_class(ptrace.key(request.peer), (request.access,), ptrace.ACCESS)
        case ask.NetworkRequest():
            yield _of_class(network.key(system, request.family, request.type), request.access, ACCESS)
        case ask.UnixRequest():
            yield from _unix(request, system)
        case ask.UsernsRequest():
            yield _of_class(userns.key(), ("create",), userns.ACCESS)
        case ask.MqueueRequest():
            yield _of_class(mqueue.key(request.name, request.label), request.access, mqueue.ACCESS)
        case ask.IoUringRequest():
            yield _of_class(io_uring.key(request.label), (request.access,), io_uring.ACCESS)
        case ask.DbusRequest():
            return
        case ask.CapabilityRequest() | ask.RlimitRequest():
            return
        case _:
            assert_never(request)


def _file(request: ask.FileRequest) -> Look:
    bits = {**file.ACCESS, "x": EXECUTE}
    wanted = (bit for letter in request.letters for bit in _halves(letter, bits[letter], request.who))
    return Look("files", file.path_key(request.path), tuple(wanted))


def _change_profile(request: ask.ChangeProfileRequest) -> Iterator[Look]:
    """At once one look; with a program the label must be permitted, and the label together with the program."""
    if request.program is None:
        yield Look("files", change_profile.change_key(request.target), (Bit("change_profile", change_profile.CHANGE),))
        return
    wanted = (Bit("change_profile", change_profile.ON_EXEC),)
    yield Look("files", change_profile.change_key(request.target), wanted)
    yield Look("files", change_profile.on_exec_key(request.program, request.target), wanted)


def _halves(name: str, mask: int, who: ask.Who | None) -> Iterator[Bit]:
    if who != "other":
        yield Bit(name, mask, "owner")
    if who != "owner":
        yield Bit(name, mask << OTHER_SHIFT, "other")


def _of_class(key: bytes, access: Iterable[str], known: Mapping[str, int]) -> Look:
    return Look("classes", key, tuple(Bit(word, known[word]) for word in access if word in known))


def kind_of_mount(request: ask.MountRequest) -> Literal["remount", "bind", "propagation", "move", "new"]:
    """What mount(2) does with these flags; the first that is there counts. Source: apparmor_sb_mount in its lsm.c."""
    flags = {*request.flags}
    if "remount" in flags:
        return "remount"
    if flags & {"bind", "rbind"}:
        return "bind"
    if flags & {"private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"}:
        return "propagation"
    return "move" if "move" in flags else "new"


def _mounted(request: ask.MountRequest, system: System) -> tuple[str, str, str, tuple[str, ...]]:
    """Mount point, source, type and flags as the kernel compares them for this kind of mount."""
    kind = kind_of_mount(request)
    counted = flags_of(kind, (5, 0)) if kind in {"bind", "move"} else flag(*_every(request.flags))
    flags = tuple(name for name in _every(request.flags) if flag(name) & counted)
    source = (request.source or "") if kind in {"bind", "move", "new"} else ""
    del system
    return request.mountpoint, source, (request.fstype or "") if kind == "new" else "", flags


def _every(flags: Iterable[str]) -> tuple[str, ...]:
    """The options that set a flag."""
    return tuple(name for name in flags if options((name,), (5, 0)).set)


def _unix(request: ask.UnixRequest, system: System) -> Iterator[Look]:
    """The socket, and for a path also the file."""
    if not mediates_unix(system):
        yield _of_class(network.key(system, "unix", request.type), request.access, ACCESS)
    else:
        yield from _fine_unix(request, system)
    if request.peer_address is not None and request.peer_address.startswith("/"):
        # A socket with a path is a file, and connecting writes to it.
        wanted = tuple(bit for letter in "rw" for bit in _halves(letter, file.ACCESS[letter], None))
        yield Look("files", file.path_key(request.peer_address), wanted)


def _fine_unix(request: ask.UnixRequest, system: System) -> Iterator[Look]:
    # Class, family, type, protocol, local address and label, what follows, and the other end: aa_unix_peer_perm.
    socket = struct.pack(">BHHH", CLASSES[unix_class(system)], UNIX, UNIX_TYPES[request.type], 0)
    here = socket + _address(request.address) + b"\0" + b"\0"
    local = tuple(word for word in request.access if not ACCESS[word] & WITH_PEER and word != "create")
    peer = tuple(word for word in request.access if ACCESS[word] & WITH_PEER)
    if "create" in request.access:
        yield _of_class(socket, ("create",), ACCESS)
    if local:
        yield _of_class(here, local, ACCESS)
    if peer:
        there = _address(request.peer_address) + b"\0" + (request.peer or "").encode("utf-8", "surrogateescape")
        yield _of_class(here + bytes((ADDRESS,)) + there, peer, ACCESS)


def _address(address: str | None) -> bytes:
    if address is None or address == "none":
        return b"\1"
    text = address.encode("utf-8", "surrogateescape")
    return b"\0" + text[1:] if address.startswith("@") else text
