"""`dbus send bus=session path=/a interface=b member=c peer=(name=d label=e),`"""

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
from apparmor_dsl.language.vocabulary.access import DBUS, MESSAGE_ALIASES

_OWN = ("bus", "path", "interface", "member")


def dbus_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition | Peer
) -> ast.DbusRule:
    """Messages, names, eavesdropping."""
    peer_last(place, conditions)
    local, peers = split(conditions)
    # What is no name and no label is the rule's own, wherever it stands.
    local += [found for peer in peers for found in peer.conditions if found.name.text in _OWN]
    peers = [
        peer._replace(conditions=tuple(one for one in peer.conditions if one.name.text not in _OWN)) for peer in peers
    ]
    said = single_values(place, "dbus", local, (*_OWN, "name"))
    peer = peer_values(place, "dbus", peers, ("name", "label"))
    return ast.DbusRule(
        known_words(place, "dbus access", access or (), DBUS, MESSAGE_ALIASES),
        **said,
        peer=ast.DbusEndpoint(**peer),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
