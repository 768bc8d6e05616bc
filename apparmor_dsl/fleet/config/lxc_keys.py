"""Keys of LXC configuration, sorted by what they can do. Source: lxc.container.conf(5) and confile.c of LXC 6.0."""

import re
from typing import Final

HOST_KEYS: Final = (
    r"lxc\.hook\..*",
    r"lxc\.include",
    r"lxc\.net\.[0-9]+\.script\..*",
    r"lxc\.console\.(?:logfile|path)",
    r"lxc\.log\.(?:file|syslog)",
    r"lxc\.mount\.fstab",
    r"lxc\.rootfs\..*",
    r"lxc\.seccomp\..*",
    r"lxc\.cgroup\.dir.*",
    r"lxc\.monitor\..*",
    r"lxc\.selinux\..*",
)
"""Patterns of keys that run, read or write something on the host as root. No fleet file sets them unasked."""

OLD_KEYS: Final = (r"lxc\.cgroup\..*",)
"""Patterns of keys of cgroup version 1; lxc.cgroup.dir is none of them."""

KNOWN_KEYS: Final = (
    "lxc.arch",
    "lxc.autodev",
    "lxc.autodev.tmpfs.size",
    "lxc.cap.drop",
    "lxc.cap.keep",
    "lxc.cgroup.relative",
    "lxc.console.buffer.size",
    "lxc.console.rotate",
    "lxc.console.size",
    "lxc.environment",
    "lxc.environment.hooks",
    "lxc.environment.runtime",
    "lxc.ephemeral",
    "lxc.execute.cmd",
    "lxc.group",
    "lxc.hook.version",
    "lxc.idmap",
    "lxc.init.cmd",
    "lxc.init.cwd",
    "lxc.init.gid",
    "lxc.init.groups",
    "lxc.init.uid",
    "lxc.keyring.session",
    "lxc.log.level",
    "lxc.mount.auto",
    "lxc.mount.entry",
    "lxc.no_new_privs",
    "lxc.pty.max",
    "lxc.reboot.reap",
    "lxc.sched.core",
    "lxc.signal.halt",
    "lxc.signal.reboot",
    "lxc.signal.stop",
    "lxc.start.auto",
    "lxc.start.delay",
    "lxc.start.order",
    "lxc.time.offset.boot",
    "lxc.time.offset.monotonic",
    "lxc.tty.dir",
    "lxc.tty.max",
    "lxc.uts.name",
)

_FAMILIES: Final = re.compile(
    r"lxc\.(?:cgroup2|prlimit|proc|sysctl|namespace\.(?:clone|keep|share))\.[a-z0-9_.-]+"
    r"|lxc\.namespace\.(?:clone|keep)"
    r"|lxc\.net(?:\.[0-9]+(?:\.[a-z0-9_.-]+)?)?"
)


def is_known(key: str) -> bool:
    """Whether LXC reads the key."""
    return key in KNOWN_KEYS or _FAMILIES.fullmatch(key) is not None
