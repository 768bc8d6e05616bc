"""`priority=5 audit deny owner`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apparmor_dsl.language.ast.node import NO_QUALIFIERS, Qualifiers
from apparmor_dsl.language.parser.place import Place, Token

_RANK = {"INTEGER": 0, "AUDIT": 1, "ACCESS_TYPE": 2, "OWNERSHIP": 3}
_SAID = ("priority=N", "audit", "allow, deny or prompt", "owner or other")
_MOST, _LEAST = 1000, -1000
"""Source: PRIORITY in apparmor.d(5)."""


def priority(place: Place, number: Token) -> Token:
    """`priority=5`."""
    # The length first: Python refuses to read numbers of thousands of digits.
    if len(number.text) > len("+0001000") or not _LEAST <= int(number.text) <= _MOST:
        place.refuse("priority-range", f"a priority is a number from {_LEAST} to {_MOST}", number)
        return number._replace(text="0")
    return number


def qualifiers(place: Place, *tokens: Token) -> Qualifiers:
    """Each at most once and in this order; otherwise it is reported."""
    made: dict[str, Any] = {}
    last = -1
    for token in tokens:
        rank = _RANK[token.kind]
        if rank <= last:
            place.refuse("qualifier-order", f"`{token.text}` cannot stand here", token, _in_order(tokens))
        last = rank
        match token.kind:
            case "INTEGER":
                made["priority"] = int(token.text)
            case "AUDIT":
                made["audit"] = True
            case "ACCESS_TYPE":
                made["access"] = token.text
            case _:
                made["ownership"] = "owner" if token.text == "user" else token.text
    return Qualifiers(**made)


def _in_order(tokens: Sequence[Token]) -> str:
    """How to write them."""
    by_rank: dict[int, set[str]] = {}
    for token in tokens:
        by_rank.setdefault(_RANK[token.kind], set()).add(token.text)
    if all(len(words) == 1 for words in by_rank.values()) and 0 not in by_rank:
        return f"write `{' '.join(word for _, (word,) in sorted(by_rank.items()))}`"
    twice = next((sorted(words) for _, words in sorted(by_rank.items()) if len(words) > 1), None)
    order = f"the order is: {', '.join(_SAID)}; each at most once"
    return f"choose one of `{'`, `'.join(twice)}`" if twice else order


def qualified(place: Place, found: Qualifiers | None, *, ownership: bool = False) -> Qualifiers:
    """The qualifiers of a rule; `owner` and `other` are reported where the rule kind does not know them."""
    if found is None:
        return NO_QUALIFIERS
    if found.ownership and not ownership:
        place.refuse(
            "qualifier-owner",
            f"`{found.ownership}` is only for file and link rules",
            None,
            f"delete `{found.ownership}`",
        )
    return found
