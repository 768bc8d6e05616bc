"""`capability net_admin sys_chroot,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class CapabilityRule(BaseRule):
    """The named capabilities(7), in lower case; every one of them when none is named."""

    names: tuple[str, ...] = ()
