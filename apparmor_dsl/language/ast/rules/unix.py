"""`unix (send, receive) type=stream addr=@/tmp/x peer=(label=foo addr=none),`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class UnixEndpoint:
    """One end of a unix(7) socket: `addr` is `none`, `@abstract*` or a path glob; `label` its security label."""

    addr: str | None = None
    label: str | None = None

    def __bool__(self) -> bool:
        return self != ANY_UNIX_ENDPOINT


ANY_UNIX_ENDPOINT = UnixEndpoint()


@frozen
class UnixRule(BaseRule):
    """unix(7) sockets. Empty `access`: all; None elsewhere: any."""

    access: tuple[str, ...] = ()
    type: str | None = None
    protocol: str | None = None
    local: UnixEndpoint = ANY_UNIX_ENDPOINT
    attr: str | None = None
    opt: str | None = None
    peer: UnixEndpoint = ANY_UNIX_ENDPOINT
