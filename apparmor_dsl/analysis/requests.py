"""What can be asked: one access by a confined task, of each mediation class.

Strings are what the kernel compares with the policy: paths after symbolic links, a directory with its slash at the end,
labels as loaded. They are no globs.
"""

from __future__ import annotations

from typing import Final, Literal

from attrs import frozen

Who = Literal["owner", "other"]
"""Whether the file belongs to the task's user (its fsuid)."""

FILE_LETTERS: Final = "rwakmx"
"""What a task can do to one path: read, write, append, lock, map executable, execute. A link has two paths."""


@frozen
class FileRequest:
    """`letters` of `rwakmx` on a path. `who` is None where owner and others are both asked about."""

    path: str
    letters: str
    who: Who | None = None


@frozen
class LinkRequest:
    """Making the hard link `path` to the file `target`."""

    path: str
    target: str
    who: Who | None = None


@frozen
class MountRequest:
    """mount(2), all its kinds: `flags` tell a new mount, `bind`, `move`, `remount` and propagation from each other.

    `flags` are the options of a mount rule that set a flag (`ro`, `nosuid`, `bind`); without `ro` it is `rw`.
    """

    mountpoint: str
    source: str | None = None
    fstype: str | None = None
    flags: tuple[str, ...] = ()
    data: str | None = None


@frozen
class UmountRequest:
    """umount(2)."""

    mountpoint: str


@frozen
class PivotRootRequest:
    """pivot_root(2)."""

    new_root: str
    old_root: str


@frozen
class CapabilityRequest:
    """One of capabilities(7), in lower case without `CAP_`."""

    name: str


@frozen
class Address:
    """One end of an internet connection."""

    ip: str | None = None
    port: int | None = None


@frozen
class NetworkRequest:
    """Socket operations of one family and type. `protocol` is a word (`tcp`) or a number as text."""

    access: tuple[str, ...]
    family: str
    type: str
    protocol: str | None = None
    local: Address = Address()
    peer: Address = Address()


@frozen
class UnixRequest:
    """Operations of a unix(7) socket. An address is `none`, `@abstract` or a path; None where it is not known."""

    access: tuple[str, ...]
    type: str
    address: str | None = None
    peer_address: str | None = None
    peer: str | None = None


@frozen
class SignalRequest:
    """One signal to or from a task with the label `peer`."""

    access: Literal["send", "receive"]
    signal: str
    peer: str


@frozen
class PtraceRequest:
    """`trace`, `read`, `tracedby` or `readby` a task with the label `peer`."""

    access: Literal["read", "readby", "trace", "tracedby"]
    peer: str


@frozen
class DbusRequest:
    """A message (`send`, `receive`), a name (`bind`), or `eavesdrop`. The bus daemon asks, not the kernel."""

    access: Literal["bind", "eavesdrop", "receive", "send"]
    bus: str
    path: str | None = None
    interface: str | None = None
    member: str | None = None
    name: str | None = None
    peer_name: str | None = None
    peer: str | None = None


@frozen
class ChangeProfileRequest:
    """Changing to the label `target`: at once, or with `program` at the next exec of it."""

    target: str
    program: str | None = None


@frozen
class RlimitRequest:
    """Setting the hard limit of setrlimit(2). `value` in the kernel's unit; None is `infinity`."""

    name: str
    value: int | None


@frozen
class UsernsRequest:
    """Making a user namespace."""


@frozen
class MqueueRequest:
    """Operations on a message queue: a POSIX one by path, a System V one by number."""

    access: tuple[str, ...]
    name: str
    type: Literal["posix", "sysv"] = "posix"
    label: str | None = None


@frozen
class IoUringRequest:
    """`sqpoll`, or `override_creds` of a task with the label `label`."""

    access: Literal["override_creds", "sqpoll"]
    label: str | None = None


Request = (
    CapabilityRequest
    | ChangeProfileRequest
    | DbusRequest
    | FileRequest
    | IoUringRequest
    | LinkRequest
    | MountRequest
    | MqueueRequest
    | NetworkRequest
    | PivotRootRequest
    | PtraceRequest
    | RlimitRequest
    | SignalRequest
    | UmountRequest
    | UnixRequest
    | UsernsRequest
)
"""Every access that can be asked about. Closed on purpose: `assert_never` names each place a new kind must visit."""
