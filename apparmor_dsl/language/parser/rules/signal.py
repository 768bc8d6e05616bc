"""`signal (send) set=(hup, term) peer=foo,`"""

import re

from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.conditions import Condition, Peer, Values, peer_label, split
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.qualifiers import qualified
from apparmor_dsl.language.parser.words import known_words
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES, SIGNAL
from apparmor_dsl.language.vocabulary.signals import ALIASES, SIGNALS

_ALIASES = {name: (usual,) for name, usual in ALIASES.items()}
_REALTIME = re.compile(r"rtmin\+(?![ \t]*-0*[1-9])[ \t]*[+-]?(\d*).*")


def signal_rule(
    place: Place, qualifiers: ast.Qualifiers | None, access: Values | None, *conditions: Condition | Peer
) -> ast.SignalRule:
    """Signals sent and received."""
    local, peers = split(conditions)
    signals = []
    for found in local:
        if found.name.text == "set" and found.operator != "=":
            place.refuse("condition-value", "`set` of a signal rule takes `=`, not `in`", found.name, "write `set=(…)`")
        elif found.name.text == "set":
            signals += [_usual(token) for token in found.values]
        else:
            name = found.name.text
            place.refuse(
                "unknown-condition",
                f"a signal rule has no condition `{name}`",
                found.name,
                "it knows `set=` and `peer=`",
            )
    return ast.SignalRule(
        known_words(place, "signal access", access or (), SIGNAL, MESSAGE_ALIASES),
        known_words(place, "signal", signals, SIGNALS, _ALIASES),
        peer_label(place, "signal", peers),
        qualifiers=qualified(place, qualifiers),
        span=place.span,
    )


def _usual(token: Token) -> Token:
    """`rtmin+08` is `rtmin+8`: the number is read with strtoul(3), which takes nothing for 0."""
    found = _REALTIME.fullmatch(token.value)
    return token._replace(kind="LIST_VALUE", text=f"rtmin+{int(found[1] or 0)}") if found else token
