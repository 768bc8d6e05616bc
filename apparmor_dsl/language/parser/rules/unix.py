"""`unix (send, receive) type=stream addr=@/tmp/x peer=(label=foo addr=none),`"""

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
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES, UNIX


def unix_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition | Peer
) -> ast.UnixRule:
    """unix(7) sockets."""
    peer_last(place, conditions)
    local, peers = split(conditions)
    said = single_values(place, "unix", local, ("type", "protocol", "addr", "label", "attr", "opt"))
    peer = peer_values(place, "unix", peers, ("addr", "label"))
    return ast.UnixRule(
        known_words(place, "unix access", access or (), UNIX, MESSAGE_ALIASES),
        said.get("type"),
        said.get("protocol"),
        ast.UnixEndpoint(said.get("addr"), said.get("label")),
        said.get("attr"),
        said.get("opt"),
        ast.UnixEndpoint(**peer),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
