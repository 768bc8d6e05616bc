"""The words a request can begin with, and who reads what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from apparmor_dsl.analysis.reading import dbus, file, mount, others, sockets, tasks
from apparmor_dsl.analysis.reading.words import Said
from apparmor_dsl.analysis.requests import Request
from apparmor_dsl.language.vocabulary.mount import OPTIONS, PROPAGATION

Reader = Callable[[Said], Request]


def _behind(reader: Reader) -> Reader:
    """The reader for what follows the verb."""

    def read(said: Said) -> Request:
        said.take()
        return reader(said)

    return read


def _create(said: Said) -> Request:
    """A file, or a socket."""
    return file.read_file(said) if any(word.is_path for word in said.words) else sockets.read_network(said)


def _owner(said: Said) -> Request:
    """`owner /a r`, `owner link /a -> /b`"""
    return file.read_link(said) if any(word.lower == "link" for word in said.words) else file.read_file(said)


def _bind(said: Said) -> Request:
    """A socket to a path, or one path on another."""
    paths = [word for word in said.words if word.is_path]
    return mount.read_mount(said) if len(paths) > 1 else sockets.read_unix(said)


BEFORE_A_PATH: Final[Mapping[str, Reader]] = {
    "accept": sockets.read_unix,
    "bind": _bind,
    "connect": sockets.read_unix,
    "listen": sockets.read_unix,
    "receive": file.read_file,
}
"""Verbs that mean something else where a path follows."""

SENTENCES: Final[Mapping[str, tuple[frozenset[str], Reader]]] = {
    "bind": (frozenset({"mount"}), mount.read_mount),
    "call": (frozenset({"bus", "dbus", "session", "system"}), dbus.read_dbus),
    "change": (frozenset({"profile", "label"}), _behind(tasks.read_change_profile)),
    "connect": (frozenset({"unix"}), sockets.read_unix),
    "create": (frozenset({"userns", "namespace"}), _behind(others.read_userns)),
    "kill": (frozenset({"to"}), tasks.read_signal),
    "load": (frozenset({"module", "modules"}), others.deed("sys_module")),
    "message": (frozenset({"queue"}), others.read_mqueue),
    "move": (frozenset({"mount", "to", "->"}), mount.read_mount),
    "open": (frozenset({"socket", "sockets"}), _behind(sockets.read_network)),
    "own": (frozenset({"bus", "dbus", "session", "system"}), dbus.read_dbus),
    "posix": (frozenset({"mqueue", "queue"}), others.read_mqueue),
    "read": (frozenset({"ptrace"}), tasks.read_ptrace),
    "receive": (frozenset({"signal", "signals"}), tasks.read_signal),
    "send": (frozenset({"signal", "signals"}), tasks.read_signal),
    "set": (frozenset({"rlimit", "limit"}), _behind(others.read_rlimit)),
    "sysv": (frozenset({"mqueue", "queue"}), others.read_mqueue),
    "switch": (frozenset({"to", "profile"}), _behind(tasks.read_change_profile)),
    "unshare": (frozenset({"--user", "-u", "user", "userns"}), others.read_userns),
    "user": (frozenset({"namespace", "namespaces", "ns"}), others.read_userns),
}
"""Verbs that mean something else with one of these words behind them."""

VERBS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys(file.VERBS, file.read_file),
    **dict.fromkeys(sockets.VERBS, sockets.read_network),
    **dict.fromkeys((*PROPAGATION, "bind-mount", "mount", "rbind", "remount"), mount.read_mount),
    **{option: mount.read_mount for option in OPTIONS if option.startswith("make-")},
    **dict.fromkeys(("insmod", "modprobe"), others.deed("sys_module")),
    **dict.fromkeys(("halt", "poweroff", "reboot"), others.deed("sys_boot")),
    "become": _behind(tasks.read_change_profile),
    **dict.fromkeys(("cap", "capability", "capable"), _behind(others.read_capability)),
    "change_profile": _behind(tasks.read_change_profile),
    "create": _create,
    "chroot": others.deed("sys_chroot"),
    "dbus": _behind(dbus.read_dbus),
    "debug": tasks.read_ptrace,
    "enter": _behind(tasks.read_change_profile),
    "file": _behind(file.read_file),
    "hardlink": _behind(file.read_link),
    "io_uring": _behind(others.read_io_uring),
    "kill": tasks.read_kill,
    "link": _behind(file.read_link),
    "mqueue": _behind(others.read_mqueue),
    "network": _behind(sockets.read_network),
    "other": _owner,
    "owner": _owner,
    "pivot_root": mount.read_pivot_root,
    "pivotroot": mount.read_pivot_root,
    "ptrace": tasks.read_ptrace,
    **dict.fromkeys(("prlimit", "rlimit", "setrlimit"), _behind(others.read_rlimit)),
    "signal": tasks.read_signal,
    "socket": _behind(sockets.read_network),
    "trace": tasks.read_ptrace,
    "traced": tasks.read_ptrace,
    "umount": mount.read_umount,
    "unmount": mount.read_umount,
    "userns": _behind(others.read_userns),
}
"""The other first words."""

NOT_ASKED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("cd", "chdir"), "a directory may be entered always; ask whether it may be listed: `list /srv/`"),
    "change_hat": "a task may change to the hats of its profile without a rule",
}
"""What AppArmor is not asked about, and what to know of it."""
