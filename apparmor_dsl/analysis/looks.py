"""A request as looks into a compiled policy: the string the kernel matches, and the bits it wants there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, assert_never

from attrs import frozen

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis import socket_looks
from apparmor_dsl.semantics.model import change_profile, dbus, file, io_uring, mount, mqueue, ptrace, signal, userns
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.mount_flags import Operation, flag, operation_of
from apparmor_dsl.semantics.model.sockets import ACCESS
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
            source, fstype = request.source or "", request.fstype or ""
            key = mount.mount_key(request.mountpoint, source, fstype, request.flags)
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
            yield from _sockets(request.access, socket_looks.network_keys(request, system))
        case ask.UnixRequest():
            yield from _sockets(request.access, socket_looks.unix_keys(request, system))
            if request.peer_address is not None and request.peer_address.startswith("/"):
                # A socket with a path is a file, and connecting writes to it.
                yield _file(ask.FileRequest(request.peer_address, "rw"))
        case ask.UsernsRequest():
            yield _of_class(userns.key(), ("create",), userns.ACCESS)
        case ask.MqueueRequest():
            yield _of_class(mqueue.key(request.name, request.label), request.access, mqueue.ACCESS)
        case ask.IoUringRequest():
            yield _of_class(io_uring.key(request.label), (request.access,), io_uring.ACCESS)
        case ask.DbusRequest():
            yield _of_class(_dbus_key(request), (request.access,), dbus.ACCESS)
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


def _sockets(access: Iterable[str], keys: Mapping[str, bytes]) -> Iterator[Look]:
    """A look for each string, with the words of access that are asked there."""
    wanted: dict[bytes, list[str]] = {}
    for word in access:
        wanted.setdefault(keys[word], []).append(word)
    for key, words in wanted.items():
        yield _of_class(key, words, ACCESS)


def _dbus_key(request: ask.DbusRequest) -> bytes:
    """What is not said is empty, and the other end unconfined."""
    match request.access:
        case "bind":
            return dbus.bind_key(request.bus, request.name or "")
        case "eavesdrop":
            return dbus.eavesdrop_key(request.bus)
        case "receive" | "send":
            words = (request.path or "", request.interface or "", request.member or "")
            return dbus.message_key(request.bus, request.peer_name or "", request.peer or "unconfined", *words)
        case _:
            assert_never(request.access)


def kind_of_mount(request: ask.MountRequest) -> Operation:
    """What mount(2) does with these flags."""
    return operation_of(flag(*request.flags))
