"""Things done by a line of configuration for which there is a word."""

from collections.abc import Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, notice
from apparmor_dsl.fleet.model import Fleet


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """`fuse-by-hand`"""
    for container in fleet.containers:
        for option in container.lxc:
            by_hand = option.key == "lxc.mount.entry" and option.value.startswith("/dev/fuse ")
            if by_hand and not container.wants("fuse"):
                message = f"container {container.id.value} gets /dev/fuse by a line of its own"
                yield notice("fuse-by-hand", message, option.span, help="on Proxmox VE the feature `fuse=1` does it")
