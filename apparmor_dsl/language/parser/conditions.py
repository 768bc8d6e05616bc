"""`name=value`, `name=(value value)` and `peer=(…)`, before a rule kind has said what it makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.parser.words import article


class Condition(NamedTuple):
    """`name operator values`; `listed` where the values stand in parentheses."""

    name: Token
    operator: str
    values: tuple[Token, ...]
    listed: bool


class Peer(NamedTuple):
    """`peer=value`, or `peer=(conditions)`."""

    value: Token | None
    conditions: tuple[Condition, ...]
    start: int
    end: int


Values = tuple[Token, ...]


def values(place: Place, *children: Token | None) -> Values:
    """`(value, value)`; the commas are no children."""
    del place
    return tuple(child for child in children if child is not None)


def access(place: Place, words: Token | Values) -> Values:
    """`send`, or `(send, receive)`."""
    del place
    return (words,) if isinstance(words, Token) else words


def condition(place: Place, name: Token, value: Token | Values) -> Condition:
    """`name=value` or `name=(value value)`."""
    if not value:
        place.refuse("condition-value", f"`{name.text}=` has no value", name, "name one, or delete the condition")
    return _condition(name, "=", value)


def condition_in(place: Place, name: Token, value: Values) -> Condition:
    """`name in (value value)`."""
    del place
    return _condition(name, "in", value)


def assignment(place: Place, name: Token, value: Token) -> Condition:
    """`name:=value`."""
    del place
    return _condition(name, ":=", value)


def peer_assignment(place: Place, name: Token, value: Token) -> Condition:
    """`name:=value` inside `peer=(…)`."""
    _refuse_empty(place, name, value)
    return _condition(name, ":=", value)


def peer_condition(place: Place, name: Token, value: Token) -> Condition:
    """`name=value` inside `peer=(…)`."""
    _refuse_empty(place, name, value)
    return _condition(name, "=", value)


def _refuse_empty(place: Place, name: Token, value: Token) -> None:
    if not value.value:
        place.refuse("condition-value", f"`{name.text}=` has no value", name, "delete the condition: any value will do")


def peer(place: Place, value: Token) -> Peer:
    """`peer=value`."""
    return Peer(value, (), place.start, place.end)


def peer_conditions(place: Place, *conditions: Condition | None) -> Peer:
    """`peer=(name=value …)`."""
    return Peer(None, tuple(found for found in conditions if found is not None), place.start, place.end)


def _condition(name: Token, operator: str, value: Token | Values) -> Condition:
    if isinstance(value, Token):
        return Condition(name, operator, (value,), listed=False)
    return Condition(name, operator, value, listed=True)


def peer_last(place: Place, conditions: Sequence[Condition | Peer]) -> None:
    """Report conditions that stand behind `peer=`."""
    ends = [at for at, found in enumerate(conditions) if isinstance(found, Peer)]
    for found in conditions[ends[0] :] if ends else ():
        if isinstance(found, Condition):
            name = found.name.text
            way_out = f"write `{name}=` before `peer=`"
            place.refuse("condition-order", f"`{name}=` stands behind `peer=`", found.name, way_out)
            return


def split(conditions: Iterable[Condition | Peer]) -> tuple[list[Condition], list[Peer]]:
    """The conditions on this end, and those on the other."""
    local: list[Condition] = []
    peers: list[Peer] = []
    for found in conditions:
        if isinstance(found, Peer):
            peers.append(found)
        else:
            local.append(found)
    return local, peers


def single_values(place: Place, rule: str, conditions: Iterable[Condition], known: Sequence[str]) -> dict[str, str]:
    """The conditions as `name: value`; an unknown one, one said twice, several values and `in` are reported."""
    said: dict[str, str] = {}
    for found in conditions:
        name = found.name.text
        if name not in known:
            way_out = did_you_mean(name, known) or f"it knows {', '.join(f'`{word}=`' for word in known)}"
            place.refuse(
                "unknown-condition", f"{article(rule)} {rule} rule has no condition `{name}`", found.name, way_out
            )
        elif name in said:
            place.refuse("duplicate-condition", f"`{name}=` is said twice", found.name, "write one rule for each value")
        elif found.operator != "=" or len(found.values) != 1:
            place.refuse("condition-value", f"`{name}=` takes one value", found.name, "write one rule for each value")
        else:
            said[name] = found.values[0].value
    return said


def one_peer(place: Place, rule: str, peers: Sequence[Peer]) -> Peer | None:
    """The peer; a second one is reported."""
    if len(peers) > 1:
        place.refuse(
            "duplicate-condition", f"{article(rule)} {rule} rule has one `peer=`", None, "write one rule for each peer"
        )
    return peers[0] if peers else None


def peer_label(place: Place, rule: str, peers: Sequence[Peer]) -> str | None:
    """The label of a peer that is nothing but a label: `peer=x`."""
    found = one_peer(place, rule, peers)
    if found is None:
        return None
    if found.value is not None:
        return found.value.value
    label = next((one.values[0].text for one in found.conditions if one.name.text == "label"), "label")
    place.diagnostics.append(
        error(
            "condition-value",
            f"`peer=` of {article(rule)} {rule} rule takes a label, and no conditions in parentheses",
            Span(place.source, found.start, found.end),
            help=f"write `peer={label}`",
        )
    )
    return None


def peer_values(place: Place, rule: str, peers: Sequence[Peer], known: Sequence[str]) -> dict[str, str]:
    """The conditions of `peer=(…)`; a bare `peer=value` is reported."""
    found = one_peer(place, rule, peers)
    if found is None:
        return {}
    if found.value is not None:
        place.refuse(
            "condition-value",
            f"`peer=` of a {rule} rule takes conditions in parentheses",
            found.value,
            f"write `peer=({'label' if 'label' in known else known[0]}={found.value.text})`",
        )
        return {}
    return single_values(place, rule, found.conditions, known)
