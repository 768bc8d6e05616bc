"""Whether a request can be asked at all: a log can name what no kernel we know has, and so can a program."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import assert_never

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.vocabulary import mount, rlimits, signals
from apparmor_dsl.semantics.model import mqueue
from apparmor_dsl.semantics.model.capability import NUMBERED
from apparmor_dsl.semantics.model.sockets import ACCESS, FAMILIES, UNIX_TYPES


def problems(request: ask.Request) -> tuple[Diagnostic, ...]:
    """Words of the request that mean nothing."""
    return tuple(_problems(request))


def _problems(request: ask.Request) -> Iterator[Diagnostic]:
    match request:
        case ask.CapabilityRequest():
            yield from _known((request.name,), NUMBERED, "capability")
        case ask.NetworkRequest():
            yield from _known((request.family,), FAMILIES, "address family")
            yield from _known((request.type,), UNIX_TYPES, "socket type")
            yield from _known(request.access, ACCESS, "access to a socket")
            for address in (request.local, request.peer):
                yield from _address(address)
        case ask.UnixRequest():
            yield from _known((request.type,), UNIX_TYPES, "socket type")
            yield from _known(request.access, ACCESS, "access to a socket")
        case ask.SignalRequest():
            yield from _known((request.signal,), signals.SIGNALS, "signal")
        case ask.RlimitRequest():
            yield from _known((request.name,), rlimits.RLIMITS, "rlimit")
        case ask.MountRequest():
            yield from _known(request.flags, mount.OPTIONS, "mount option")
        case ask.MqueueRequest():
            yield from _known(request.access, mqueue.ACCESS, "access to a queue")
            if not (request.name.startswith("/") or request.name.isdecimal()):
                yield _refused(
                    f"`{request.name}` is the name of no queue", "POSIX queues begin with `/`, System V's are numbers"
                )
        case ask.FileRequest():
            yield from _known(request.letters, ask.FILE_LETTERS, "access to a file")
        case (
            ask.ChangeProfileRequest()
            | ask.DbusRequest()
            | ask.IoUringRequest()
            | ask.LinkRequest()
            | ask.PivotRootRequest()
            | ask.PtraceRequest()
            | ask.UmountRequest()
            | ask.UsernsRequest()
        ):
            return
        case _:
            assert_never(request)


def _known(words: Iterable[str], known: Iterable[str], what: str) -> Iterator[Diagnostic]:
    names = frozenset(known)
    for word in words:
        if word not in names:
            yield _refused(f"there is no {what} `{word}`", did_you_mean(word, sorted(names)))


def _address(address: ask.Address) -> Iterator[Diagnostic]:
    try:
        ipaddress.ip_address(address.ip or "0.0.0.0")  # noqa: S104 - an address that is one, not one to listen on
    except ValueError:
        yield _refused(f"`{address.ip}` is no address", "write an address of IPv4 or IPv6")
    if address.port is not None and not 0 <= address.port <= 0xFFFF:
        yield _refused(f"`{address.port}` is no port", "ports are 0 to 65535")


def _refused(message: str, help_: str | None) -> Diagnostic:
    return error("bad-request", message, help=help_)
