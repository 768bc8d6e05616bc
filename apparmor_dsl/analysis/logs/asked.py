"""What a task wanted that a line of a log tells of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from apparmor_dsl.analysis import requests as ask
from apparmor_dsl.analysis.logs.record import Record

_FILE: Final = {"a": "a", "c": "w", "d": "w", "k": "k", "m": "m", "r": "r", "w": "w", "x": "x"}
"""Letters of a mask and those of a rule: `c` creates and `d` removes. Source: aa_perm_mask_to_str in the kernel."""

_NETWORK: Final = {
    "file_inherit": "send receive",
    "file_perm": "send receive",
    "file_receive": "send receive",
    "getpeername": "getattr",
    "getsockname": "getattr",
    "getsockopt": "getopt",
    "recvmsg": "receive",
    "sendmsg": "send",
    "setsockopt": "setopt",
    "sock_shutdown": "shutdown",
}
"""Operations whose lines of old kernels have no mask. Source: OP_* in security/apparmor/include/audit.h."""

_URING: Final[dict[str, Literal["override_creds", "sqpoll"]]] = {
    "uring_override": "override_creds",
    "uring_sqpoll": "sqpoll",
}


def asked(record: Record) -> tuple[ask.Request, ...]:
    """The accesses that were denied, or are to be logged. None for what no rule speaks of: loading of policy, a hat."""
    if record.verdict in {"STATUS", "HINT", "ERROR"}:
        return ()
    return tuple(_asked(record))


def _asked(record: Record) -> Iterable[ask.Request]:
    fields, operation = record.fields, record.operation
    if operation.startswith("dbus_"):
        return _dbus(record)
    if operation == "capable":
        name = fields.get("capname") or fields.get("name", "")
        return [ask.CapabilityRequest(name.lower().removeprefix("cap_"))]
    if operation in {"mount", "remount"}:
        return [_mount(record)]
    if operation == "umount":
        return [ask.UmountRequest(fields.get("name", ""))]
    if operation == "pivotroot":
        return [ask.PivotRootRequest(fields.get("name", ""), fields.get("srcname", ""))]
    if operation == "signal":
        signal, peer = fields.get("signal", ""), fields.get("peer", "unconfined")
        return [ask.SignalRequest("receive" if word == "receive" else "send", signal, peer) for word in _words(record)]
    if operation == "ptrace":
        return _ptrace(record)
    if operation == "setrlimit":
        return _rlimit(record)
    if operation in {"change_onexec", "change_profile"}:
        return [ask.ChangeProfileRequest(fields.get("target") or fields.get("name", ""))]
    if operation == "userns_create":
        return [ask.UsernsRequest()]
    if operation in _URING:
        return [ask.IoUringRequest(_URING[operation], fields.get("tcontext"))]
    if fields.get("class", "").endswith("mqueue") or operation == "sysv_mqueue":
        sysv = "sysv" in fields.get("class", "") or operation == "sysv_mqueue"
        return [ask.MqueueRequest(_words(record), fields.get("name", ""), "sysv" if sysv else "posix")]
    if "family" in fields and "sock_type" in fields and "name" not in fields:
        return [_socket(record)]
    return _file(record)


def _words(record: Record) -> tuple[str, ...]:
    """The words of the mask: what was denied, else what was asked for."""
    names = ("denied_mask", "denied", "requested_mask", "requested", "mask")
    said = next((record.fields[name] for name in names if record.fields.get(name)), "")
    return tuple(said.replace(",", " ").split())


def _file(record: Record) -> Iterable[ask.Request]:
    fields = record.fields
    name = fields.get("name")
    if name is None:
        return []
    mask = "".join(_words(record))
    who: ask.Who | None = None
    if "::" in mask:
        # Until 2010 the owner's letters stood before two colons, everybody's behind them.
        who = "other" if mask.startswith("::") else "owner"
    if "fsuid" in fields and "ouid" in fields:
        who = "owner" if fields["fsuid"] == fields["ouid"] else "other"
    if record.operation == "link" and "target" in fields:
        return [ask.LinkRequest(name, fields["target"], who)]
    letters = {_FILE[letter] for letter in mask if letter in _FILE}
    if record.operation == "exec":
        letters.add("x")
    ordered = "".join(letter for letter in ask.FILE_LETTERS if letter in letters)
    return [ask.FileRequest(name, ordered, who)] if ordered else []


def _mount(record: Record) -> ask.Request:
    fields = record.fields
    flags = tuple(word for word in fields.get("flags", "").replace(",", " ").split() if word != "rw")
    return ask.MountRequest(
        fields.get("name", ""), fields.get("srcname"), fields.get("fstype"), flags, fields.get("options")
    )


def _ptrace(record: Record) -> Iterable[ask.Request]:
    words: tuple[Literal["read", "readby", "trace", "tracedby"], ...] = ("read", "readby", "trace", "tracedby")
    peer = record.fields.get("peer", "unconfined")
    return [ask.PtraceRequest(word, peer) for word in words if word in _words(record)]


def _rlimit(record: Record) -> Iterable[ask.Request]:
    value = record.fields.get("value", "")
    return [ask.RlimitRequest(record.fields.get("rlimit", ""), int(value) if value.isdecimal() else None)]


def _socket(record: Record) -> ask.Request:
    fields = record.fields
    access = _words(record) or tuple(_NETWORK.get(record.operation, record.operation).split())
    kind = fields["sock_type"]
    if fields["family"] == "unix" and {"addr", "peer", "peer_addr"} & {*fields}:
        return ask.UnixRequest(access, kind, fields.get("addr"), fields.get("peer_addr"), fields.get("peer"))
    local = ask.Address(fields.get("laddr") or fields.get("saddr"), _port(fields.get("lport") or fields.get("src")))
    peer = ask.Address(fields.get("faddr") or fields.get("daddr"), _port(fields.get("fport") or fields.get("dest")))
    return ask.NetworkRequest(access, fields["family"], kind, fields.get("protocol"), local, peer)


def _port(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None


def _dbus(record: Record) -> Iterable[ask.Request]:
    fields = record.fields
    accesses: tuple[Literal["bind", "eavesdrop", "receive", "send"], ...] = ("bind", "eavesdrop", "receive", "send")
    access = next((word for word in accesses if word in _words(record)), None)
    if access is None:
        return []
    name = fields.get("name")
    return [
        ask.DbusRequest(
            access,
            fields.get("bus", ""),
            fields.get("path"),
            fields.get("interface"),
            fields.get("member"),
            name if access == "bind" else None,
            None if access == "bind" else name,
            fields.get("peer_label") or fields.get("peer_profile"),
        )
    ]
