"""`signal (send) set=(hup, term) peer=foo,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class SignalRule(BaseRule):
    """Signals to and from tasks whose label matches `peer`. Empty `access` or `signals`: all."""

    access: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    peer: str | None = None
