"""The values of JSON, each with its place."""

import re
from functools import cached_property

from attrs import frozen

from apparmor_dsl.diagnostics.source import Source, Span


@frozen
class JsonValue:
    """What all values have in common: the place from `start` up to, not including, `end`."""

    source: Source
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The characters of the value."""
        return Span(self.source, self.start, self.end)


@frozen
class JsonNull(JsonValue):
    """`null`"""


@frozen
class JsonBoolean(JsonValue):
    """`true` or `false`"""

    value: bool


@frozen
class JsonNumber(JsonValue):
    """A number; an `int` where it is written without fraction and exponent."""

    value: int | float


@frozen
class JsonString(JsonValue):
    """A string, with its escapes read."""

    value: str


@frozen
class JsonArray(JsonValue):
    """`[…]`"""

    items: "tuple[Json, ...]"


@frozen
class Member:
    """`"key": value`"""

    key: JsonString
    value: "Json"


@frozen
class JsonObject(JsonValue):
    """`{…}`: the members in the order they are written; keys are unique."""

    members: tuple[Member, ...]

    @cached_property
    def by_key(self) -> dict[str, Member]:
        """The members by their key."""
        return {member.key.value: member for member in self.members}

    def get(self, key: str) -> "Json | None":
        """The value of `key`, or None when there is no such member."""
        member = self.by_key.get(key)
        return member.value if member else None


Json = JsonNull | JsonBoolean | JsonNumber | JsonString | JsonArray | JsonObject


def at_pointer(root: Json, pointer: str) -> Json | None:
    """The value that a JSON pointer (RFC 6901) names, or None when there is none. `/lxc_configs/900/features/0`"""
    value: Json | None = root
    if pointer and not pointer.startswith("/"):
        return None
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        match value:
            case JsonObject():
                value = value.get(key)
            case JsonArray() if re.fullmatch("0|[1-9][0-9]{0,8}", key) and int(key) < len(value.items):
                value = value.items[int(key)]
            case _:
                return None
    return value


def plain(value: Json) -> object:
    """The value as Python's own `json` would give it."""
    match value:
        case JsonObject():
            return {member.key.value: plain(member.value) for member in value.members}
        case JsonArray():
            return [plain(item) for item in value.items]
        case JsonNull():
            return None
        case JsonBoolean() | JsonNumber() | JsonString():
            return value.value
