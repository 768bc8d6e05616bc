"""`network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2 port=443),`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class NetworkEndpoint:
    """One end of a connection: conditions on address (`ip`), `port`, `interface` and security `label`.

    `assigned_label` is the label a packet is given (`label:=name`).
    """

    ip: str | None = None
    port: str | None = None
    interface: str | None = None
    label: str | None = None
    assigned_label: str | None = None

    def __bool__(self) -> bool:
        return self != ANY_ENDPOINT


ANY_ENDPOINT = NetworkEndpoint()


@frozen
class NetworkRule(BaseRule):
    """Sockets of one address family, type and protocol; of all where none is named.

    `domain` is an address family (`inet6`, `bridge`), `type` a socket type (`stream`) and `protocol` a protocol
    (`tcp`). `access` is empty where none is written, which means all.
    """

    access: tuple[str, ...] = ()
    domain: str | None = None
    type: str | None = None
    protocol: str | None = None
    local: NetworkEndpoint = ANY_ENDPOINT
    peer: NetworkEndpoint = ANY_ENDPOINT
