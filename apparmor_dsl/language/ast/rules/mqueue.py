"""`mqueue (read, write) type=posix label=foo /queue,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class MqueueRule(BaseRule):
    """Message queues: POSIX ones by path (`/queue`), System V ones by number. Empty `access`: all."""

    access: tuple[str, ...] = ()
    type: str | None = None
    label: str | None = None
    name: str | None = None
