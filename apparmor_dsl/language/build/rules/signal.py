"""`signal (send) set=(hup, term) peer=foo,`"""

from typing import Unpack

from apparmor_dsl.language.ast import SignalRule
from apparmor_dsl.language.build.checks import Values, known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import MESSAGE_ALIASES, SIGNAL
from apparmor_dsl.language.vocabulary.signals import ALIASES, SIGNALS

_USUAL = {name: (usual,) for name, usual in ALIASES.items()}


def signal(
    *access: str,
    set: Values = (),  # noqa: A002 - the language's word
    peer: str | None = None,
    **qualify: Unpack[Qualify],
) -> SignalRule:
    """Sending signals to, or receiving them from, tasks whose label matches `peer`; every signal without a `set`."""
    return writable_rule(
        SignalRule(
            known_words("signal access", access, SIGNAL, MESSAGE_ALIASES),
            known_words("signal", set, SIGNALS, _USUAL),
            peer,
            qualifiers=qualifiers(**qualify),
        )
    )
