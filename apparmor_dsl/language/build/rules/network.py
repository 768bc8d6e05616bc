"""`network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2, port=443),`"""

from typing import Unpack

from apparmor_dsl.language.ast import NetworkEndpoint, NetworkRule
from apparmor_dsl.language.build.checks import Values, known_word, known_words, refuse, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.network import ACCESS, ACCESS_ALIASES, FAMILIES, PROTOCOLS, PROTOCOLS_OF, TYPES


def network(
    domain: str | None = None,
    type: str | None = None,  # noqa: A002 - the language's word
    protocol: str | None = None,
    *,
    access: Values = (),
    ip: str | None = None,
    port: str | int | None = None,
    interface: str | None = None,
    label: str | None = None,
    peer_ip: str | None = None,
    peer_port: str | int | None = None,
    peer_label: str | None = None,
    **qualify: Unpack[Qualify],
) -> NetworkRule:
    """Sockets of an address family (`inet`), of a type (`stream`) or a protocol (`tcp`); all where none is named."""
    for what, word, known in (("family", domain, FAMILIES), ("type", type, TYPES), ("protocol", protocol, PROTOCOLS)):
        known_word(f"network {what}", word, known)
    if domain is not None and protocol is not None and protocol not in PROTOCOLS_OF.get(domain, ()):
        refuse("network-word", f"the family `{domain}` has no protocol `{protocol}`", "name a socket type instead")
    return writable_rule(
        NetworkRule(
            known_words("network access", access, ACCESS, ACCESS_ALIASES),
            domain,
            type,
            protocol,
            NetworkEndpoint(ip, _text(port), interface, label),
            NetworkEndpoint(peer_ip, _text(peer_port), label=peer_label),
            qualifiers=qualifiers(**qualify),
        )
    )


def _text(port: str | int | None) -> str | None:
    return None if port is None else str(port)
