"""`network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2, port=443),`"""

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.ast import NetworkEndpoint, NetworkRule
from apparmor_dsl.language.emit.quoting import refuse
from apparmor_dsl.language.emit.words import Member, Words, access, condition, peer
from apparmor_dsl.language.vocabulary.network import FAMILIES, PROTOCOLS, TYPES


def network_rule(rule: NetworkRule) -> Words:
    """The words of a `network` rule."""
    if rule.type is not None and rule.protocol is not None:
        refuse("a network rule names a type or a protocol, not both", f"leave out `{rule.type}` or `{rule.protocol}`")
    if rule.domain is None and rule.type in FAMILIES:
        refuse(f"`network {rule.type}` speaks of the family of that name", "name the family in front of the type")
    if rule.local.assigned_label is not None:
        refuse("`label:=` is for the other end of a connection", "write `peer=(label:=…)`")
    return [
        "network",
        *access(rule.access),
        *_known("family", rule.domain, FAMILIES),
        *_known("type", rule.type, TYPES),
        *_known("protocol", rule.protocol, PROTOCOLS),
        *(word for member in _members(rule.local) for word in condition(*member)),
        *peer(_members(rule.peer)),
    ]


def _known(what: str, word: str | None, known: tuple[str, ...]) -> Words:
    # These words stand bare side by side: what each one is, is known by its list alone.
    if word is not None and word not in known:
        refuse(f"{word!r} is not a network {what}", did_you_mean(word, known) or f"known are {', '.join(known)}")
    return [] if word is None else [word]


def _members(end: NetworkEndpoint) -> tuple[Member, ...]:
    return (
        Member("ip", end.ip),
        Member("port", end.port),
        Member("interface", end.interface),
        Member("label", end.label),
        Member("label", end.assigned_label, ":="),
    )
