"""`dbus send bus=session path=/org/foo interface=org.foo member=Get peer=(name=org.foo, label=foo),`"""

from apparmor_dsl.language.ast import DbusRule
from apparmor_dsl.language.emit.words import Member, Words, access, condition, peer


def dbus_rule(rule: DbusRule) -> Words:
    """The words of a `dbus` rule."""
    return [
        "dbus",
        *access(rule.access),
        *condition("bus", rule.bus),
        *condition("path", rule.path),
        *condition("interface", rule.interface),
        *condition("member", rule.member),
        *condition("name", rule.name),
        *peer((Member("name", rule.peer.name), Member("label", rule.peer.label))),
    ]
