"""What root of a container must not do to the host, as questions to the container's profile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from apparmor_dsl.analysis.answer import Answer
from apparmor_dsl.analysis.find import Permitted, language
from apparmor_dsl.analysis.lint.mounts import MOUNT, new_mounts
from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.reading import read_request
from apparmor_dsl.semantics.automata import Never, Text, overlap
from apparmor_dsl.semantics.model.profile import Model

HOST: Final = {
    "write /proc/sys/kernel/core_pattern": "names a program that the host runs as root",
    "write /sys/kernel/uevent_helper": "names a program that the host runs as root",
    "write /proc/sysrq-trigger": "reboots the host",
    "write /sys/kernel/security/apparmor/.remove": "takes profiles away, its own too",
    "mount fstype=ext4 /dev/sda1 -> /mnt/": "reads and writes a disk of the host's",
    "mount fstype=proc proc -> /mnt/": "has a second path to what commands the kernel, which path rules do not know",
    "mount fstype=sysfs sysfs -> /mnt/": "has a second path to what commands the kernel, which path rules do not know",
    "mount options=(bind) /proc/ -> /mnt/": "has a second path to what commands the kernel, unknown to path rules",
    "change_profile unconfined": "leaves the profile",
}
"""Requests as `aadsl query` reads them, and what whoever may do them does."""

NEEDS: Final = {
    "docker": (("proc",), ("overlay", "fuse.fuse-overlayfs")),
    "containerd": (("proc",), ("overlay", "fuse.fuse-overlayfs")),
    "podman": (("proc",), ("overlay", "fuse.fuse-overlayfs")),
    "nfs-client": (("nfs4", "nfs"),),
    "cifs-client": (("cifs",),),
}
"""File systems that a workload mounts, one of each group, wherever. Source: the denials of such containers."""

OTHERS: Final = {
    "ptrace trace peer=another-profile": "traces programs outside of the profile that belong to the same ids",
    "signal kill peer=another-profile": "sends signals to programs outside of the profile",
}
"""What reaches other programs, as far as they have ids in common."""


def permitted(model: Model, questions: Iterable[str]) -> tuple[str, ...]:
    """Those of the requests that the profile permits."""
    return tuple(one for one in questions if answer(model, one).allowed)


def answer(model: Model, question: str) -> Answer:
    """What the profile says to one of them."""
    return query(model.profile, read_request(question).request, model.system, model=model, near=False)


def mounts_any(model: Model, fstype: str) -> bool:
    """Whether the profile permits a new mount of this type in some folder."""
    if not model.system.features.supports("mount") or model.flags.mode in {"unconfined", "complain"}:
        return True
    asked = language(new_mounts(fstype=Text(fstype.encode())))
    return not isinstance(overlap(asked, Permitted(model.classes, MOUNT)), Never)
