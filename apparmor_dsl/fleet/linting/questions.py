"""What root of a container must not do to the host, as questions to the container's profile."""

from __future__ import annotations

from typing import Final

from apparmor_dsl.analysis.query import query
from apparmor_dsl.analysis.reading import read_request
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

OTHERS: Final = {
    "ptrace trace peer=another-profile": "traces programs outside of the profile that belong to the same ids",
    "signal kill peer=another-profile": "sends signals to programs outside of the profile",
}
"""What reaches other programs, as far as they have ids in common."""


def permitted(model: Model, questions: dict[str, str]) -> tuple[str, ...]:
    """Those of the requests that the profile permits."""
    return tuple(one for one in questions if query(model.profile, read_request(one).request, model.system))
