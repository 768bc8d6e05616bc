"""Rules from Python: one builder a kind, named as the rule is."""

from apparmor_dsl.language.build.rules.all import all_
from apparmor_dsl.language.build.rules.capability import capability
from apparmor_dsl.language.build.rules.change_profile import change_profile
from apparmor_dsl.language.build.rules.dbus import dbus
from apparmor_dsl.language.build.rules.file import file, link
from apparmor_dsl.language.build.rules.io_uring import io_uring
from apparmor_dsl.language.build.rules.mount import mount, remount, umount
from apparmor_dsl.language.build.rules.mqueue import mqueue
from apparmor_dsl.language.build.rules.network import network
from apparmor_dsl.language.build.rules.pivot_root import pivot_root
from apparmor_dsl.language.build.rules.ptrace import ptrace
from apparmor_dsl.language.build.rules.rlimit import rlimit
from apparmor_dsl.language.build.rules.signal import signal
from apparmor_dsl.language.build.rules.unix import unix
from apparmor_dsl.language.build.rules.userns import userns

__all__ = [
    "all_",
    "capability",
    "change_profile",
    "dbus",
    "file",
    "io_uring",
    "link",
    "mount",
    "mqueue",
    "network",
    "pivot_root",
    "ptrace",
    "remount",
    "rlimit",
    "signal",
    "umount",
    "unix",
    "userns",
]
