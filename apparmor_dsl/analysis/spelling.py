"""A request as text: the form in which `read_request` reads it again."""

from __future__ import annotations

from typing import assert_never

from apparmor_dsl.analysis import requests as ask


def spelled(request: ask.Request) -> str:
    """The request as a rule would say it, without its comma."""
    return " ".join(word for word in _words(request) if word)


def _words(request: ask.Request) -> list[str]:
    match request:
        case ask.FileRequest():
            return [request.who or "", _quoted(request.path), request.letters]
        case ask.LinkRequest():
            return [request.who or "", "link", _quoted(request.path), "->", _quoted(request.target)]
        case ask.MountRequest():
            return [
                "mount",
                _if("fstype", request.fstype),
                f"options=({', '.join(request.flags or ('rw',))})",
                _quoted(request.source) if request.source is not None else "",
                f"-> {_quoted(request.mountpoint)}",
                _if("data", request.data),
            ]
        case ask.UmountRequest():
            return ["umount", _quoted(request.mountpoint)]
        case ask.PivotRootRequest():
            return ["pivot_root", f"oldroot={_quoted(request.old_root)}", _quoted(request.new_root)]
        case ask.CapabilityRequest():
            return ["capability", request.name]
        case ask.NetworkRequest():
            ends = [*_address(request.local), _group("peer", _address(request.peer))]
            return ["network", _access(request.access), request.family, request.type, request.protocol or "", *ends]
        case ask.UnixRequest():
            peer = [_if("addr", request.peer_address), _if("label", request.peer)]
            own = _if("addr", request.address)
            return ["unix", _access(request.access), f"type={request.type}", own, _group("peer", peer)]
        case ask.SignalRequest():
            return ["signal", request.access, f"set={request.signal}", f"peer={_quoted(request.peer)}"]
        case ask.PtraceRequest():
            return ["ptrace", request.access, f"peer={_quoted(request.peer)}"]
        case ask.DbusRequest():
            names = ("bus", "path", "interface", "member", "name")
            peer = [_if("name", request.peer_name), _if("label", request.peer)]
            said = [_if(name, getattr(request, name)) for name in names]
            return ["dbus", request.access, *said, _group("peer", peer)]
        case ask.ChangeProfileRequest():
            program = _quoted(request.program) if request.program is not None else ""
            return ["change_profile", program, "->", _quoted(request.target)]
        case ask.RlimitRequest():
            value = "infinity" if request.value is None else str(request.value)
            return ["set rlimit", request.name, "<=", value]
        case ask.UsernsRequest():
            return ["userns", "create"]
        case ask.MqueueRequest():
            label = _if("label", request.label)
            return ["mqueue", _access(request.access), f"type={request.type}", label, _quoted(request.name)]
        case ask.IoUringRequest():
            return ["io_uring", request.access, _if("label", request.label)]
        case _:
            assert_never(request)


def _access(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"({', '.join(words)})"


def _address(address: ask.Address) -> list[str]:
    return [_if("ip", address.ip), _if("port", None if address.port is None else str(address.port))]


def _group(name: str, parts: list[str]) -> str:
    inside = " ".join(part for part in parts if part)
    return f"{name}=({inside})" if inside else ""


def _if(name: str, value: str | None) -> str:
    return "" if value is None else f"{name}={_quoted(value)}"


_SPECIAL = frozenset(" \t\"'(),=")


def _quoted(text: str) -> str:
    if text and _SPECIAL.isdisjoint(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
