"""Policy from Python: one function a construct, named as the construct is.

    policy(
        include("tunables/global"),
        profile("web", capability("net_bind_service"), file("/srv/www/**", "r"), attachment="/usr/sbin/web"),
    )

What is built equals what is parsed from the same text. Each function checks what it is given and raises PolicyError:
for an unknown word, with the nearest known one, and for what no text can say.
"""

from apparmor_dsl.language.build.composition import fragment, import_, use
from apparmor_dsl.language.build.preamble import abi, alias, boolean, include, variable
from apparmor_dsl.language.build.profiles import block, conditional, hat, policy, profile
from apparmor_dsl.language.build.rules import (
    all_,
    capability,
    change_profile,
    dbus,
    file,
    io_uring,
    link,
    mount,
    mqueue,
    network,
    pivot_root,
    ptrace,
    remount,
    rlimit,
    signal,
    umount,
    unix,
    userns,
)

__all__ = [
    "abi",
    "alias",
    "all_",
    "block",
    "boolean",
    "capability",
    "change_profile",
    "conditional",
    "dbus",
    "file",
    "fragment",
    "hat",
    "import_",
    "include",
    "io_uring",
    "link",
    "mount",
    "mqueue",
    "network",
    "pivot_root",
    "policy",
    "profile",
    "ptrace",
    "remount",
    "rlimit",
    "signal",
    "umount",
    "unix",
    "use",
    "userns",
    "variable",
]
