"""`dbus send bus=session path=/org/foo interface=org.foo member=Get peer=(name=org.foo label=foo),`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class DbusEndpoint:
    """The other end of a D-Bus conversation: its bus `name` and security `label`."""

    name: str | None = None
    label: str | None = None

    def __bool__(self) -> bool:
        return self != ANY_DBUS_ENDPOINT


ANY_DBUS_ENDPOINT = DbusEndpoint()


@frozen
class DbusRule(BaseRule):
    """D-Bus messages (`send`, `receive`), names (`bind` with `name`) and eavesdropping. Mediated by the bus daemon."""

    access: tuple[str, ...] = ()
    bus: str | None = None
    path: str | None = None
    interface: str | None = None
    member: str | None = None
    name: str | None = None
    peer: DbusEndpoint = ANY_DBUS_ENDPOINT
