"""Lines that plain LXC and Proxmox VE, which passes them on to LXC, have in common."""

import shlex
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.fleet.label import label_of, nesting
from apparmor_dsl.fleet.model import Container, Generated, Unconfined
from apparmor_dsl.language.emit import rule_text

Line = tuple[str, str, Span]
"""Key, value, and where it comes from."""

NAMESPACES: Final = "/sys/kernel/security/apparmor/policy/namespaces"


def passed_on(container: Container) -> Iterator[Line]:
    """The lines of the file's own; those about AppArmor are the container's confinement, and not passed on."""
    for option in container.lxc:
        if not option.key.startswith("lxc.apparmor."):
            yield option.key, option.value, option.span


def security_files(container: Container) -> Iterator[Line]:
    """Where the kernel shows the profiles of the namespace: Docker reads them there."""
    if label_of(container).namespace is not None:
        value = "/sys/kernel/security sys/kernel/security none bind,optional 0 0"
        yield "lxc.mount.entry", value, container.confinement.span


def apparmor_lines(container: Container) -> Iterator[Line]:
    """What LXC is told about AppArmor, except `generated`, which the platforms say differently."""
    label, span = label_of(container), container.confinement.span
    if label.namespace is not None:
        yield "lxc.hook.pre-start", namespace_hook(label.namespace), span
    if has_nesting(container):
        yield "lxc.apparmor.allow_nesting", "1", span
    match container.confinement:
        case Generated(_, _, rules):
            for rule in rules:
                yield "lxc.apparmor.raw", rule_text(rule.value), rule.span
        case _:
            yield "lxc.apparmor.profile", label.text, span


def namespace_hook(namespace: str) -> str:
    """The command that makes the policy namespace, before the container enters it.

    LXC runs `exec <value> <container> lxc pre-start` in a shell, so the value must not mind three words more: they
    become $1 to $3 of the inner shell. Source: run_script_argv in lxc src/lxc/conf.c.
    """
    command = f"mkdir -p {NAMESPACES}/{shlex.quote(namespace)}"
    return f"/bin/sh -c {shlex.quote(command)} aadsl"


def has_nesting(container: Container) -> bool:
    """Whether /dev/.lxc is mounted, through which the kernel lets nested containers have a /proc of their own."""
    if isinstance(container.confinement, Unconfined):
        return container.wants("nesting")
    return label_of(container).namespace is not None or nesting(container) is not None
