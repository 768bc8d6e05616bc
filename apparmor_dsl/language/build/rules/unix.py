"""`unix (send, receive) type=stream addr=@/tmp/x peer=(addr=none, label=foo),`"""

from typing import Unpack

from apparmor_dsl.language.ast import UnixEndpoint, UnixRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES, UNIX


def unix(
    *access: str,
    type: str | None = None,  # noqa: A002 - the language's word
    protocol: str | None = None,
    addr: str | None = None,
    label: str | None = None,
    attr: str | None = None,
    opt: str | None = None,
    peer_addr: str | None = None,
    peer_label: str | None = None,
    **qualify: Unpack[Qualify],
) -> UnixRule:
    """Sockets of the family unix; every access when none is named. `addr` is `none`, `@abstract*` or a path."""
    return writable_rule(
        UnixRule(
            known_words("unix access", access, UNIX, MESSAGE_ALIASES),
            type,
            protocol,
            UnixEndpoint(addr, label),
            attr,
            opt,
            UnixEndpoint(peer_addr, peer_label),
            qualifiers=qualifiers(**qualify),
        )
    )
