"""Files through which root commands the kernel.

Sources: the kernel's Documentation/admin-guide/sysctl/kernel.rst, sysrq.rst and binfmt-misc.rst, core(5), proc(5), and
the list that runc masks and makes read-only for containers (proc and sys of the OCI runtime specification).
"""

from __future__ import annotations

from typing import Final

from apparmor_dsl.analysis.lint.reach import Files

KNOBS: Final = (
    Files(("/proc/sys/kernel/core_pattern",), "names a program that the kernel runs as root, outside of containers"),
    Files(("/proc/sys/kernel/{modprobe,hotplug,poweroff_cmd}",), "names a program that the kernel runs as root"),
    Files(("/sys/kernel/uevent_helper",), "names a program that the kernel runs as root"),
    Files(("/proc/sys/fs/binfmt_misc/{register,status}",), "names programs that the kernel runs in place of others"),
    Files(("/proc/sysrq-trigger",), "reboots, kills and dumps at once"),
    Files(("/proc/sys/kernel/sysrq",), "switches on the keys that reboot and kill"),
    Files(("/sys/kernel/security/apparmor/{.load,.replace,.remove}",), "loads and removes profiles"),
    Files(
        ("/sys/kernel/{debug/,}tracing/{kprobe_events,uprobe_events,set_event,tracing_on}",),
        "changes the running kernel",
    ),
    Files(("/sys/firmware/efi/efivars/Boot%-8be4df61-93ca-11d2-aa0d-00e098032b8c",), "changes what the machine boots"),
    Files(
        ("/proc/bus/pci/[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f].[0-7]", "/sys/bus/pci/drivers/%/{bind,unbind,new_id}"),
        "talks to devices past their drivers",
    ),
    Files(("/proc/acpi/{wakeup,call}",), "talks to the firmware"),
    Files(
        ("/proc/sys/kernel/{yama/ptrace_scope,kptr_restrict,dmesg_restrict,randomize_va_space}",), "takes guards away"
    ),
    Files(
        ("/proc/sys/kernel/{perf_event_paranoid,unprivileged_bpf_disabled,unprivileged_userns_clone}",),
        "takes guards away",
    ),
    Files(("/sys/power/{state,disk,resume}",), "puts the machine to sleep"),
    Files(("/sys/module/%/parameters/%",), "changes how drivers work"),
)
"""Who writes these commands the kernel, and in a container the host."""
