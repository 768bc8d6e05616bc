"""Lines of LXC configuration that a fleet file gives: known, allowed, and with the effect they seem to have."""

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error, notice, warning
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.config.lxc_keys import HOST_KEYS, KNOWN_KEYS, OLD_KEYS, is_known
from apparmor_dsl.fleet.model import Container, Fleet, RawOption

_DYNAMIC_MAJORS: Final = (*range(234, 255), *range(384, 512))
"""Character devices that get their number when the module is loaded. Source: Linux admin-guide/devices.txt."""


def check(fleet: Fleet) -> Iterator[Diagnostic]:
    """What a line of configuration says, one finding a line."""
    for container in fleet.containers:
        for option in container.lxc:
            yield from _key(fleet, container, option)
            yield from _mount_auto(container, option)
            yield from _devices(container, option)
            yield from _namespaces(container, option)
        yield from _capabilities(container)
        yield from _blanks(fleet, container)


def _key(fleet: Fleet, container: Container, option: RawOption) -> Iterator[Diagnostic]:
    """`host-access-option`, `old-lxc-key`, `unknown-lxc-key`, `raw-without-generated`."""
    where = f"container {container.id.value}: `{option.key}`"
    if option.key.startswith("lxc.apparmor."):
        message = f"{where} has an effect on a generated profile only, and is left out"
        way_out = 'write rules under "profiles", with "allow" and "deny"'
        yield warning("raw-without-generated", message, option.span, help=way_out)
    elif any(re.fullmatch(key, option.key) for key in HOST_KEYS):
        if not fleet.hooks_allowed:
            message = f"{where} runs, reads or writes something on the host as root"
            way_out = "put it into the configuration of the container by hand"
            yield error("host-access-option", message, option.span, help=way_out)
    elif is_known(option.key):
        return
    elif any(re.fullmatch(key, option.key) for key in OLD_KEYS):
        message = f"{where} is of cgroup version 1, which LXC 7 no longer reads"
        yield warning("old-lxc-key", message, option.span, help="write `lxc.cgroup2`")
    else:
        way_out = did_you_mean(option.key, KNOWN_KEYS) or "read lxc.container.conf(5)"
        message = f"{where} is no key of LXC; the container would not start"
        yield warning("unknown-lxc-key", message, option.span, help=way_out)


def _mount_auto(container: Container, option: RawOption) -> Iterator[Diagnostic]:
    """`writable-kernel-files`"""
    open_ones = [word for word in option.value.split(" ") if word in {"proc:rw", "sys:rw"}]
    if option.key == "lxc.mount.auto" and open_ones:
        message = f"container {container.id.value}: `{' '.join(open_ones)}` leaves the kernel's files writable"
        if container.is_privileged:
            message += ", and the container is privileged: it can change the host"
        yield warning("writable-kernel-files", message, option.span, help="write `proc:mixed sys:mixed`")


def _devices(container: Container, option: RawOption) -> Iterator[Diagnostic]:
    """`all-devices`, `dynamic-major`"""
    if option.key not in {"lxc.cgroup2.devices.allow", "lxc.cgroup.devices.allow"}:
        return
    if option.value.split(" ")[0] == "a":
        message = f"container {container.id.value} may use every device of the host"
        yield warning("all-devices", message, option.span, help="name the devices it needs: `c 10:229 rwm`")
    major = re.match("c ([0-9]{1,4}):", option.value)
    if major and int(major[1]) in _DYNAMIC_MAJORS:
        message = f"container {container.id.value}: the device number {major[1]} is given anew at each boot of the host"
        yield warning(
            "dynamic-major", message, option.span, help="look it up in /proc/devices, or use `devN` of Proxmox VE"
        )


def _namespaces(container: Container, option: RawOption) -> Iterator[Diagnostic]:
    """`host-namespace`"""
    if option.key.startswith(("lxc.namespace.keep", "lxc.namespace.share")) and option.value:
        message = f"container {container.id.value}: `{option.key}` puts it into namespaces that are not its own"
        yield warning("host-namespace", message, option.span, help="leave it out: every namespace is made anew then")


def _capabilities(container: Container) -> Iterator[Diagnostic]:
    """`capabilities-kept-and-dropped`"""
    keep = next((each for each in container.lxc if each.key == "lxc.cap.keep" and each.value), None)
    drop = next((each for each in container.lxc if each.key == "lxc.cap.drop" and each.value), None)
    if keep is None:
        return
    if drop is not None:
        message = f"container {container.id.value} keeps and drops capabilities, and LXC refuses to read both"
        labels = (Label(drop.span, "dropped here"),)
        yield error(
            "capabilities-kept-and-dropped", message, keep.span, labels=labels, help="keep one of the two lines"
        )
    elif container.is_privileged:
        message = (
            f"container {container.id.value} keeps capabilities, and LXC's common.conf drops some: LXC refuses both"
        )
        way_out = "drop capabilities instead, or clear the list with an empty `lxc.cap.drop`"
        yield warning("capabilities-kept-and-dropped", message, keep.span, help=way_out)


def _blanks(fleet: Fleet, container: Container) -> Iterator[Diagnostic]:
    """`option-with-blanks`: the scripts' loop `for option in $lxc_options` takes every word for a line of its own."""
    if fleet.format != "phoenix":
        return
    spans = [each.span for each in container.requests]
    spans += [each.span for each in container.features]
    spans += [each.span for each in container.lxc]
    with_blanks = sorted({span.start: span for span in spans if " " in span.text and "lxc." in span.text}.items())
    if with_blanks:
        first, *others = (span for _, span in with_blanks)
        yield notice(
            "option-with-blanks",
            f"container {container.id.value}: the shell loop of the Phoenix scripts splits this line at its blanks",
            first,
            labels=tuple(Label(span, "and this") for span in others),
            help="aadsl reads it as one line; of `lxc.apparmor.profile: x` the scripts make an empty profile",
        )
