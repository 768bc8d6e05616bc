"""The words of a `mount` rule."""

from collections.abc import Mapping
from typing import Final

OPTIONS: Final = (
    "B",
    "M",
    "R",
    "acl",
    "async",
    "atime",
    "bind",
    "dev",
    "diratime",
    "dirsync",
    "exec",
    "iversion",
    "lazytime",
    "loud",
    "make-private",
    "make-rprivate",
    "make-rshared",
    "make-rslave",
    "make-runbindable",
    "make-shared",
    "make-slave",
    "make-unbindable",
    "mand",
    "move",
    "noacl",
    "noatime",
    "nodev",
    "nodiratime",
    "noexec",
    "noiversion",
    "nolazytime",
    "nomand",
    "norelatime",
    "nostrictatime",
    "nosuid",
    "nosymfollow",
    "nouser",
    "private",
    "r",
    "rbind",
    "read-only",
    "relatime",
    "remount",
    "ro",
    "rprivate",
    "rshared",
    "rslave",
    "runbindable",
    "rw",
    "shared",
    "silent",
    "slave",
    "strictatime",
    "suid",
    "symfollow",
    "sync",
    "unbindable",
    "user",
    "verbose",
    "w",
)
"""The options a rule can ask for, in every spelling; all are flags of mount(2), none is data of a file system.

Source: mnt_opts_table in parser/mount.cc.
"""

ALIASES: Final[Mapping[str, str]] = {
    "B": "bind",
    "M": "move",
    "R": "rbind",
    "make-private": "private",
    "make-rprivate": "rprivate",
    "make-rshared": "rshared",
    "make-rslave": "rslave",
    "make-runbindable": "runbindable",
    "make-shared": "shared",
    "make-slave": "slave",
    "make-unbindable": "unbindable",
    "r": "ro",
    "read-only": "ro",
    "w": "rw",
}
"""Other spellings of words of OPTIONS. Source: mnt_opts_table in parser/mount.cc."""

CLEARING: Final[Mapping[str, str]] = {
    "async": "sync",
    "atime": "noatime",
    "dev": "nodev",
    "diratime": "nodiratime",
    "exec": "noexec",
    "loud": "silent",
    "noacl": "acl",
    "noiversion": "iversion",
    "nolazytime": "lazytime",
    "nomand": "mand",
    "norelatime": "relatime",
    "nostrictatime": "strictatime",
    "rw": "ro",
    "suid": "nosuid",
    "symfollow": "nosymfollow",
    "user": "nouser",
}
"""Options that ask for the absence of a flag, and the option that sets it. Source: as OPTIONS."""

PROPAGATION: Final = (
    "private",
    "rprivate",
    "rshared",
    "rslave",
    "runbindable",
    "shared",
    "slave",
    "unbindable",
)
"""Options that change how mounts spread, not what is mounted. Source: MS_CHANGE_TYPE flags in parser/mount.h."""

CONDITIONS: Final[Mapping[str, str]] = {
    "fstype": "fstype",
    "option": "options",
    "options": "options",
    "vfstype": "fstype",
}
"""Conditions of the rule, each with its usual spelling. Source: mnt_conds_table in parser/mount.cc."""

SINCE: Final[Mapping[str, str]] = {
    "lazytime": "4.0",
    "nolazytime": "4.0",
    "nostrictatime": "4.0",
    "nosymfollow": "4.0",
    "symfollow": "4.0",
}
"""The AppArmor that first knows an option, for those younger than 3.0."""
