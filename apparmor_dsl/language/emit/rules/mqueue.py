"""`mqueue (read, write) type=posix label=foo /queue,`"""

from apparmor_dsl.language.ast import MqueueRule
from apparmor_dsl.language.emit.quoting import path, refuse
from apparmor_dsl.language.emit.words import Words, access, condition


def mqueue_rule(rule: MqueueRule) -> Words:
    """The words of an `mqueue` rule."""
    return [
        "mqueue",
        *access(rule.access),
        *condition("type", rule.type),
        *condition("label", rule.label),
        *([] if rule.name is None else [_queue(rule.name)]),
    ]


def _queue(name: str) -> str:
    if name.isascii() and name.isdigit():
        return name
    if not name.startswith(("/", "@{")):
        refuse(f"{name!r} cannot be the name of a message queue", "it is a path (POSIX) or a number (System V)")
    return path(name)
