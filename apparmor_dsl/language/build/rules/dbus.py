"""`dbus send bus=session path=/org/foo interface=org.foo member=Get peer=(name=org.foo, label=foo),`"""

from typing import Unpack

from apparmor_dsl.language.ast import DbusEndpoint, DbusRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import DBUS, MESSAGE_ALIASES


def dbus(
    *access: str,
    bus: str | None = None,
    path: str | None = None,
    interface: str | None = None,
    member: str | None = None,
    name: str | None = None,
    peer_name: str | None = None,
    peer_label: str | None = None,
    **qualify: Unpack[Qualify],
) -> DbusRule:
    """D-Bus messages (`send`, `receive`), names (`bind`) and eavesdropping; every access when none is named."""
    return writable_rule(
        DbusRule(
            known_words("dbus access", access, DBUS, MESSAGE_ALIASES),
            bus,
            path,
            interface,
            member,
            name,
            DbusEndpoint(peer_name, peer_label),
            qualifiers=qualifiers(**qualify),
        )
    )
