"""`unix (send, receive) type=stream addr=@/tmp/x peer=(addr=none, label=foo),`"""

from apparmor_dsl.language.ast import UnixRule
from apparmor_dsl.language.emit.words import Member, Words, access, condition, peer


def unix_rule(rule: UnixRule) -> Words:
    """The words of a `unix` rule."""
    return [
        "unix",
        *access(rule.access),
        *condition("type", rule.type),
        *condition("protocol", rule.protocol),
        *condition("addr", rule.local.addr),
        *condition("label", rule.local.label),
        *condition("attr", rule.attr),
        *condition("opt", rule.opt),
        *peer((Member("addr", rule.peer.addr), Member("label", rule.peer.label))),
    ]
