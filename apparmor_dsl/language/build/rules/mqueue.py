"""`mqueue (read, write) type=posix label=foo /queue,`"""

from typing import Unpack

from apparmor_dsl.language.ast import MqueueRule
from apparmor_dsl.language.build.checks import known_word, known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import MQUEUE, MQUEUE_ALIASES, MQUEUE_TYPES


def mqueue(
    *access: str,
    type: str | None = None,  # noqa: A002 - the language's word
    label: str | None = None,
    name: str | None = None,
    **qualify: Unpack[Qualify],
) -> MqueueRule:
    """Message queues: POSIX ones by path (`name="/queue"`), System V ones by number."""
    return writable_rule(
        MqueueRule(
            known_words("mqueue access", access, MQUEUE, MQUEUE_ALIASES),
            known_word("mqueue type", type, MQUEUE_TYPES),
            label,
            name,
            qualifiers=qualifiers(**qualify),
        )
    )
