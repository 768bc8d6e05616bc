"""`mqueue (read, write) type=posix label=foo /queue,`"""

from apparmor_dsl.language.ast import MqueueRule
from apparmor_dsl.language.emit.quoting import in_quotes
from apparmor_dsl.language.emit.words import Words, access, condition, optional
from apparmor_dsl.language.vocabulary.access import MQUEUE


def mqueue_rule(rule: MqueueRule) -> Words:
    """The words of an `mqueue` rule."""
    # A queue that is named like an access would be read as one.
    name = [in_quotes(rule.name)] if rule.name in MQUEUE else optional(rule.name)
    return ["mqueue", *access(rule.access), *condition("type", rule.type), *condition("label", rule.label), *name]
