"""`ptrace (read, trace) peer=foo,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class PtraceRule(BaseRule):
    """Tracing and reading the state of tasks whose label matches `peer`. Empty `access`: all."""

    access: tuple[str, ...] = ()
    peer: str | None = None
