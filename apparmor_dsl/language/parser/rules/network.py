"""`network (send, receive) inet stream ip=10.0.0.1 port=80 peer=(ip=10.0.0.2),`"""

from __future__ import annotations

from collections.abc import Sequence

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import (
    Condition,
    Peer,
    Values,
    peer_last,
    peer_values,
    single_values,
    split,
)
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import follows_missing_comma, known_words
from apparmor_dsl.language.vocabulary.network import ACCESS, ACCESS_ALIASES, CONDITIONS, FAMILIES, PROTOCOLS, TYPES

_OTHER_NAMES = {
    "all": "to permit all of them, name none: `network,`",
    "any": "to permit all of them, name none: `network,`",
    "ipv4": "did you mean `inet`?",
    "ipv6": "did you mean `inet6`?",
    **dict.fromkeys(("dns", "ftp", "http", "https", "ssh"), "no rule knows programs' protocols: write `network tcp,`"),
}
"""What people call what a network rule names otherwise."""


def network_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *rest: Token | Condition | Peer
) -> ast.NetworkRule:
    """Sockets by family, type and protocol."""
    words = [found for found in rest if isinstance(found, Token)]
    conditions = [found for found in rest if not isinstance(found, Token)]
    peer_last(place, conditions)
    local, peers = split(conditions)
    if access is None and words and _is_access(words[0].text):
        access = (words.pop(0),)
    domain, kind, protocol = _words(place, words)
    assigned, others = _assigned(peers)
    return ast.NetworkRule(
        known_words(place, "network access", access or (), ACCESS, ACCESS_ALIASES),
        domain,
        kind,
        protocol,
        _endpoint(place, local, {}),
        _endpoint(place, assigned, peer_values(place, "network", others, CONDITIONS)),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def _assigned(peers: Sequence[Peer]) -> tuple[list[Condition], list[Peer]]:
    """The conditions on the other end that assign, and the peers without them."""
    assigned = [found for peer in peers for found in peer.conditions if found.operator == ":="]
    rest = [peer._replace(conditions=tuple(c for c in peer.conditions if c.operator != ":=")) for peer in peers]
    return assigned, rest


def _endpoint(place: Place, conditions: Sequence[Condition], said: dict[str, str]) -> ast.NetworkEndpoint:
    assigned = [found for found in conditions if found.operator == ":=" and found.name.text == "label"]
    others = [found for found in conditions if found not in assigned]
    label = assigned[0].values[0].value if assigned else None
    return ast.NetworkEndpoint(**said, **single_values(place, "network", others, CONDITIONS), assigned_label=label)


def _is_access(word: str) -> bool:
    return word in ACCESS or word in ACCESS_ALIASES


def _words(place: Place, words: Sequence[Token]) -> tuple[str | None, str | None, str | None]:
    """Family, type and protocol: each word fills the first of the three that knows it and is still free."""
    domain: str | None = None
    kind: str | None = None
    protocol: str | None = None
    for token in words:
        word = token.text
        if domain is None and kind is None and protocol is None and word in FAMILIES:
            domain = word
        elif kind is None and protocol is None and word in TYPES:
            kind = word
        elif kind is None and protocol is None and word in PROTOCOLS:
            protocol = word
        elif follows_missing_comma(place, token):
            break
        else:
            _refuse(place, token)
            break
    return domain, kind, protocol


def _refuse(place: Place, token: Token) -> None:
    from apparmor_dsl.language.parser.planned import network_address  # only on the way to a message

    planned = network_address(place.source, place.start)
    if planned is not None:
        place.diagnostics.append(planned)
    else:
        known = token.text in (*FAMILIES, *TYPES, *PROTOCOLS)
        message = f"`{token.text}` cannot stand here in a network rule"
        if not known:
            message = f"`{token.text}` is not a family, type or protocol of sockets"
        place.refuse("network-word", message, token, _way_out(token))


def _way_out(token: Token) -> str:
    known = (*FAMILIES, *TYPES, *PROTOCOLS)
    word = token.text.lower()
    if word in known:
        return "the order is: family, then one type or one protocol" if word == token.text else f"write `{word}`"
    if word in _OTHER_NAMES:
        return _OTHER_NAMES[word]
    if word.isdigit():
        return f"a port is written `peer=(port={word})` for the other end, `port={word}` for this one, from 4.0 on"
    way_out = (
        "write a family (`inet`, `inet6`, `unix`, `netlink`), then a type (`stream`, `dgram`) or `tcp`, `udp`, `icmp`"
    )
    return did_you_mean(token.text, known) or way_out
