"""The pieces that rules are made of: qualifiers, access, conditions, targets. Each is a list of words."""

from collections.abc import Sequence
from typing import NamedTuple

from apparmor_dsl.language.ast import Qualifiers
from apparmor_dsl.language.emit.quoting import Place, keyword, quoted, refuse

Words = list[str]
"""What a rule is before its words are joined by blanks."""


class Member(NamedTuple):
    """One condition of several; None where any value will do."""

    name: str
    value: str | None
    operator: str = "="


_MOST_PRIORITY = 1000
"""Source: PRIORITY in apparmor.d(5); the least is the same below zero."""


def qualifiers(given: Qualifiers) -> Words:
    """`priority=10 audit deny owner`"""
    if given.priority is not None and abs(given.priority) > _MOST_PRIORITY:
        refuse(f"{given.priority} cannot be a priority", f"it is a number from -{_MOST_PRIORITY} to {_MOST_PRIORITY}")
    return [
        *([f"priority={given.priority}"] if given.priority is not None else []),
        *(["audit"] if given.audit else []),
        *([given.access] if given.access else []),
        *([given.ownership] if given.ownership else []),
    ]


def access(words: Sequence[str]) -> Words:
    """`send`, `(send, receive)`, or nothing for every access."""
    return [one_or_list([keyword(word) for word in words])] if words else []


def condition(name: str, value: str | None, operator: str = "=") -> Words:
    """`label=foo`, or nothing where any will do."""
    return [] if value is None else [f"{name}{operator}{quoted(value, Place.CONDITION)}"]


def condition_list(name: str, operator: str, values: Sequence[str]) -> Words:
    """`fstype=ext4`, `options=(ro, nodev)`, `options in (ro)`"""
    if not values:
        refuse(f"the condition `{name}` names no value", "leave it out, or name a value")
    if operator == "in":
        return [f"{name} in {in_parentheses(values)}"]
    if len(values) == 1:
        return condition(name, values[0])
    return [f"{name}={in_parentheses(values)}"]


def in_parentheses(values: Sequence[str]) -> str:
    """`(ro, nodev)`"""
    return f"({', '.join(quoted(value, Place.LIST) for value in values)})"


def peer(members: Sequence[Member]) -> Words:
    """`peer=(name=org.foo, label=bar)`, or nothing where no member has a value."""
    given = [f"{name}{operator}{quoted(value, Place.MEMBER)}" for name, value, operator in members if value is not None]
    return [f"peer=({', '.join(given)})"] if given else []


def optional(value: str | None) -> Words:
    """The value, or nothing."""
    return [] if value is None else [quoted(value)]


def arrow(value: str | None) -> Words:
    """`-> target`, or nothing."""
    return [] if value is None else ["->", quoted(value)]


def one_or_list(words: Sequence[str]) -> str:
    """`a` or `(a, b)`"""
    return words[0] if len(words) == 1 else f"({', '.join(words)})"
