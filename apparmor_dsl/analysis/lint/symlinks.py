"""Links that every system has: paths through them are never asked about.

Source: hier(7), /usr/lib/tmpfiles.d/var.conf and legacy.conf of systemd, the merged /usr that Debian 12, Ubuntu 20.10,
Fedora 17 and Arch come with, and proc(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SYMLINKS: Final[Mapping[str, str]] = {
    "/bin": "/usr/bin",
    "/dev/fd": "/proc/@{pid}/fd",
    "/etc/mtab": "/proc/@{pid}/mounts",
    "/lib": "/usr/lib",
    "/lib32": "/usr/lib32",
    "/lib64": "/usr/lib64",
    "/libx32": "/usr/libx32",
    "/proc/mounts": "/proc/@{pid}/mounts",
    "/proc/net": "/proc/@{pid}/net",
    "/proc/self": "/proc/@{pid}",
    "/proc/thread-self": "/proc/@{pid}/task/@{tid}",
    "/sbin": "/usr/sbin",
    "/var/lock": "/run/lock",
    "/var/run": "/run",
}
"""Each link and the place that it leads to; the variables are those of tunables/kernelvars."""

_VALUES: Final = {"@{pid}": "[0-9]*", "@{tid}": "[0-9]*"}


def through(path: str) -> tuple[str, str] | None:
    """The link that the glob goes through, and the place it leads to; None where it goes through none."""
    return next(
        ((link, place) for link, place in SYMLINKS.items() if path == link or path.startswith(f"{link}/")), None
    )


def followed(path: str) -> str:
    """The glob with the link followed: the path that a kernel asks about."""
    found = through(path)
    if found is None:
        return path
    link, place = found
    for name, value in _VALUES.items():
        place = place.replace(name, value)
    return place + path.removeprefix(link)
