"""The capabilities a `capability` rule can name."""

from collections.abc import Mapping
from typing import Final

CAPABILITIES: Final = (
    "audit_control",
    "audit_read",
    "audit_write",
    "block_suspend",
    "bpf",
    "checkpoint_restore",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "perfmon",
    "setfcap",
    "setgid",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "syslog",
    "wake_alarm",
)
"""Lower-case names of capabilities(7), without `CAP_`. Source: parser/base_cap_names.h of AppArmor."""

SINCE_LINUX: Final[Mapping[str, str]] = {
    "bpf": "5.8",
    "checkpoint_restore": "5.9",
    "perfmon": "5.8",
}
"""The kernel that first has the capability, for those younger than AppArmor's own 3.0. Source: capabilities(7)."""
