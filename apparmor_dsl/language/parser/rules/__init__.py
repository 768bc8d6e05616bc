"""Builders of the rule kinds: one file each, functions named after the grammar rules."""

from apparmor_dsl.language.parser.rules import (
    all,  # noqa: A004 - the rule kind's name
    capability,
    change_profile,
    dbus,
    file,
    io_uring,
    mount,
    mqueue,
    network,
    pivot_root,
    ptrace,
    rlimit,
    signal,
    unix,
    userns,
)

MODULES = (
    *(all, capability, change_profile, dbus, file, io_uring, mount, mqueue, network, pivot_root, ptrace, rlimit),
    *(signal, unix, userns),
)
