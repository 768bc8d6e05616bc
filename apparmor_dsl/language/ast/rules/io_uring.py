"""`io_uring (sqpoll, override_creds) label=foo,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class IoUringRule(BaseRule):
    """Privileged operations of io_uring(7). Empty `access`: all."""

    access: tuple[str, ...] = ()
    label: str | None = None
