"""The words a request can begin with, and who reads what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from apparmor_dsl.analysis.reading import dbus, file, mount, others, sockets, tasks
from apparmor_dsl.analysis.reading.words import Said
from apparmor_dsl.analysis.requests import Request
from apparmor_dsl.language.vocabulary.mount import PROPAGATION

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


BEFORE_A_PATH: Final[Mapping[str, Reader]] = {
    "accept": sockets.read_unix,
    "bind": mount.read_mount,
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
    "move": (frozenset({"mount", "to", "->"}), mount.read_mount),
    "own": (frozenset({"bus", "dbus", "session", "system"}), dbus.read_dbus),
    "read": (frozenset({"ptrace"}), tasks.read_ptrace),
    "receive": (frozenset({"signal", "signals"}), tasks.read_signal),
    "send": (frozenset({"signal", "signals"}), tasks.read_signal),
    "set": (frozenset({"rlimit", "limit"}), _behind(others.read_rlimit)),
    "switch": (frozenset({"to", "profile"}), _behind(tasks.read_change_profile)),
    "unshare": (frozenset({"user", "userns"}), _behind(others.read_userns)),
}
"""Verbs that mean something else with one of these words behind them."""

VERBS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys(file.VERBS, file.read_file),
    **dict.fromkeys(sockets.VERBS, sockets.read_network),
    **dict.fromkeys((*PROPAGATION, "bind-mount", "mount", "rbind", "remount"), mount.read_mount),
    "become": _behind(tasks.read_change_profile),
    "capability": _behind(others.read_capability),
    "capable": _behind(others.read_capability),
    "change_profile": _behind(tasks.read_change_profile),
    "create": _create,
    "dbus": _behind(dbus.read_dbus),
    "debug": tasks.read_ptrace,
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
    "rlimit": _behind(others.read_rlimit),
    "signal": tasks.read_signal,
    "socket": _behind(sockets.read_network),
    "trace": tasks.read_ptrace,
    "traced": tasks.read_ptrace,
    "umount": mount.read_umount,
    "unmount": mount.read_umount,
    "userns": _behind(others.read_userns),
}
"""The other first words."""
