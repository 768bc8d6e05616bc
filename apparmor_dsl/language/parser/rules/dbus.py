"""`dbus send bus=session path=/a interface=b member=c peer=(name=d label=e),`"""

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, Peer, Values, peer_values, single_values, split
from apparmor_dsl.language.parser.place import Place
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import DBUS, MESSAGE_ALIASES


def dbus_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition | Peer
) -> ast.DbusRule:
    """Messages, names, eavesdropping."""
    local, peers = split(conditions)
    said = single_values(place, "dbus", local, ("bus", "path", "interface", "member", "name"))
    peer = peer_values(place, "dbus", peers, ("name", "label"))
    return ast.DbusRule(
        known_words(place, "dbus access", access or (), DBUS, MESSAGE_ALIASES),
        **said,
        peer=ast.DbusEndpoint(**peer),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )
