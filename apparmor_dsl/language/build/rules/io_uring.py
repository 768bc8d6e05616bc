"""`io_uring (sqpoll, override_creds) label=foo,`"""

from typing import Unpack

from apparmor_dsl.language.ast import IoUringRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import IO_URING


def io_uring(*access: str, label: str | None = None, **qualify: Unpack[Qualify]) -> IoUringRule:
    """The privileged operations of io_uring; all of them when none is named."""
    return writable_rule(
        IoUringRule(known_words("io_uring access", access, IO_URING), label, qualifiers=qualifiers(**qualify))
    )
