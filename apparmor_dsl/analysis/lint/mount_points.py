"""Where file systems of the kernel are mounted, and with which flags.

Source: the table of mounts in systemd's src/shared/mount-setup.c, file-hierarchy(7), and the mounts of the OCI runtime
specification's example config.json.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen


@frozen
class KernelMount:
    """A file system that has its place: `/sys/fs/cgroup/` for `cgroup2`."""

    fstype: str
    point: str
    flags: tuple[str, ...]


KERNEL_MOUNTS: Final = (
    KernelMount("binfmt_misc", "/proc/sys/fs/binfmt_misc/", ("nosuid", "nodev", "noexec")),
    KernelMount("bpf", "/sys/fs/bpf/", ("nosuid", "nodev", "noexec")),
    KernelMount("cgroup", "/sys/fs/cgroup/", ("nosuid", "nodev", "noexec")),
    KernelMount("cgroup2", "/sys/fs/cgroup/", ("nosuid", "nodev", "noexec")),
    KernelMount("configfs", "/sys/kernel/config/", ("nosuid", "nodev", "noexec")),
    KernelMount("debugfs", "/sys/kernel/debug/", ("nosuid", "nodev", "noexec")),
    KernelMount("devpts", "/dev/pts/", ("nosuid", "noexec")),
    KernelMount("devtmpfs", "/dev/", ("nosuid", "strictatime")),
    KernelMount("efivarfs", "/sys/firmware/efi/efivars/", ("nosuid", "nodev", "noexec")),
    KernelMount("fusectl", "/sys/fs/fuse/connections/", ("nosuid", "nodev", "noexec")),
    KernelMount("hugetlbfs", "/dev/hugepages/", ("nosuid", "nodev")),
    KernelMount("mqueue", "/dev/mqueue/", ("nosuid", "nodev", "noexec")),
    KernelMount("proc", "/proc/", ("nosuid", "nodev", "noexec")),
    KernelMount("pstore", "/sys/fs/pstore/", ("nosuid", "nodev", "noexec")),
    KernelMount("securityfs", "/sys/kernel/security/", ("nosuid", "nodev", "noexec")),
    KernelMount("selinuxfs", "/sys/fs/selinux/", ("nosuid", "noexec")),
    KernelMount("sysfs", "/sys/", ("nosuid", "nodev", "noexec")),
    KernelMount("tmpfs", "/dev/shm/", ("nosuid", "nodev")),  # noqa: S108 - a mount point
    KernelMount("tmpfs", "/run/", ("nosuid", "nodev")),
    KernelMount("tmpfs", "/run/lock/", ("nosuid", "nodev", "noexec")),
    KernelMount("tmpfs", "/tmp/", ("nosuid", "nodev")),  # noqa: S108 - a mount point
    KernelMount("tracefs", "/sys/kernel/tracing/", ("nosuid", "nodev", "noexec")),
)
