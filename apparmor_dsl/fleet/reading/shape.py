"""Typed values out of JSON: what has the wrong shape becomes a diagnostic at its place, and reading goes on.

A reader is a function `(value, what, found)`: it gives what it read, or None after it has put into `found` why not.
`what` names the value in messages: "`name` of container 900".
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable
from typing import Final, TypeVar

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.fleet.jsontext import (
    Json,
    JsonArray,
    JsonBoolean,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
    Member,
)
from apparmor_dsl.fleet.model import Written
from apparmor_dsl.fleet.wording import listed, shown, unprintable

T = TypeVar("T")
Found = list[Diagnostic]
Reader = Callable[[Json, str, Found], T | None]

LONGEST_PATH: Final = 4095
"""PATH_MAX of Linux, without the NUL."""

LONGEST_TEXT: Final = 4096
"""Characters of a string that is used."""

LARGEST: Final = 2**32 - 1
"""Ids and sizes of the kernel are 32 bits wide."""

MOST_COUNTED: Final = 10_000
"""Numbers of things, such as GPUs."""


class Fields:
    """The members of one object, taken one after the other; `rest` is what nobody took."""

    def __init__(self, value: JsonObject, owner: str, found: Found) -> None:
        self.object = value
        self.owner = owner
        self.found = found
        self._left = dict(value.by_key)

    def has(self, key: str) -> bool:
        """Whether the object has the key."""
        return key in self.object.by_key

    def take(self, key: str, reader: Reader[T]) -> T | None:
        """What the reader makes of the value of `key`; None where the key is absent or the value cannot be read."""
        member = self._left.pop(key, None)
        return None if member is None else reader(member.value, f"`{key}` of {self.owner}", self.found)

    def need(self, key: str, reader: Reader[T]) -> T | None:
        """As `take`, and an error where the key is absent."""
        if not self.has(key):
            place = self.object.span.source.span(self.object.start)
            self.found.append(error("missing-key", f"{self.owner} has no key `{key}`", place, help=f'add "{key}"'))
        return self.take(key, reader)

    def rest(self) -> tuple[Member, ...]:
        """The members that were not taken, in order."""
        return tuple(self._left.values())

    def refuse_rest(self, known: Iterable[str]) -> None:
        """An error for every member that was not taken."""
        names = tuple(known)
        for member in self.rest():
            key = member.key
            way_out = did_you_mean(key.value, names) or f"the keys are {listed([f'`{name}`' for name in names])}"
            self.found.append(
                error("unknown-key", f"{self.owner} has no key {shown(key.value)}", key.span, help=way_out)
            )


def read_object(value: Json, what: str, found: Found) -> JsonObject | None:
    """An object."""
    if not isinstance(value, JsonObject):
        _wrong(value, what, "an object {…}", found)
        return None
    return value


def read_boolean(value: Json, what: str, found: Found) -> Written[bool] | None:
    """True or false."""
    if not isinstance(value, JsonBoolean):
        _wrong(value, what, "true or false", found)
        return None
    return Written(value.value, value.span)


def read_text(value: Json, what: str, found: Found) -> Written[str] | None:
    """A string of one line, in which every character can be seen."""
    if not isinstance(value, JsonString):
        _wrong(value, what, "a string", found)
        return None
    bad = unprintable(value.value)
    if bad:
        found.append(
            error(
                "unprintable-character",
                f"{what} contains {bad}",
                value.span,
                help="take it out: it could begin another line, or make the text look like another",
            )
        )
        return None
    if len(value.value) > LONGEST_TEXT:
        message = f"{what} is longer than {LONGEST_TEXT} characters"
        found.append(error("too-long", message, value.span, help="write less"))
        return None
    return Written(value.value, value.span)


def read_filled_text(value: Json, what: str, found: Found) -> Written[str] | None:
    """A string that is not empty or white."""
    text = read_text(value, what, found)
    if text is not None and not text.value.strip(" "):
        found.append(error("empty-value", f"{what} is empty", value.span, help="write a value, or leave the key out"))
        return None
    return text


def read_path(value: Json, what: str, found: Found) -> Written[str] | None:
    """An absolute path without `.` and `..`; repeated slashes and one at the end are folded away."""
    text = read_text(value, what, found)
    if text is None:
        return None
    path = text.value
    if not path.startswith("/"):
        problem = "is not an absolute path"
    elif {".", ".."} & set(path.split("/")):
        problem = "has a step `.` or `..`"
    elif len(path) > LONGEST_PATH:
        problem = f"is longer than {LONGEST_PATH} characters"
    else:
        return Written("/" + "/".join(step for step in path.split("/") if step), text.span)
    found.append(error("bad-path", f"{what} {problem}: {shown(path)}", value.span, help="write the path from `/` on"))
    return None


def read_path_below_root(value: Json, what: str, found: Found) -> Written[str] | None:
    """An absolute path, and not `/`."""
    path = read_path(value, what, found)
    if path is not None and path.value == "/":
        found.append(error("bad-path", f"{what} is the root folder", value.span, help="name a folder below it"))
        return None
    return path


def read_date(value: Json, what: str, found: Found) -> Written[dt.date] | None:
    """`2026-12-31`"""
    text = read_text(value, what, found)
    if text is None:
        return None
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text.value):
            return Written(dt.date.fromisoformat(text.value), text.span)
    except ValueError:
        pass
    found.append(error("bad-date", f"{what} is not a date: {shown(text.value)}", value.span, help="write YYYY-MM-DD"))
    return None


def number(least: int = 0, most: int = LARGEST) -> Reader[Written[int]]:
    """A reader of whole numbers in these bounds."""

    def read_number(value: Json, what: str, found: Found) -> Written[int] | None:
        if not isinstance(value, JsonNumber) or value.value != int(value.value):
            _wrong(value, what, "a whole number", found)
            return None
        if not least <= value.value <= most:
            message = f"{what} must be from {least} to {most}"
            found.append(error("bad-number", message, value.span, help="write a number in these bounds"))
            return None
        return Written(int(value.value), value.span)

    return read_number


def read_size(value: Json, what: str, found: Found) -> int | float | None:
    """A number above zero."""
    if not isinstance(value, JsonNumber):
        _wrong(value, what, "a number", found)
        return None
    if not 0 < value.value <= LARGEST:
        message = f"{what} must be above 0 and not above {LARGEST}"
        found.append(error("bad-number", message, value.span, help="write a number in these bounds"))
        return None
    return value.value


def pattern(regex: str, code: str, wanted: str) -> Reader[Written[str]]:
    """A reader of strings that match the regular expression as a whole. `wanted` says in words what they are."""
    compiled = re.compile(regex)

    def read_matching(value: Json, what: str, found: Found) -> Written[str] | None:
        text = read_text(value, what, found)
        if text is not None and not compiled.fullmatch(text.value):
            found.append(
                error(code, f"{what} is not {wanted}: {shown(text.value)}", value.span, help=f"write {wanted}")
            )
            return None
        return text

    return read_matching


def one_of(words: Collection[str], code: str = "unknown-word") -> Reader[Written[str]]:
    """A reader of strings that are one of the words."""

    def read_word(value: Json, what: str, found: Found) -> Written[str] | None:
        text = read_text(value, what, found)
        if text is not None and text.value not in words:
            way_out = did_you_mean(text.value, words) or f"write one of {listed([f'`{word}`' for word in words])}"
            found.append(
                error(code, f"{what} is {shown(text.value)}, a word not known there", value.span, help=way_out)
            )
            return None
        return text

    return read_word


def several(reader: Reader[T]) -> Reader[tuple[T, ...]]:
    """A reader of lists. Gives the items that could be read."""

    def read_list(value: Json, what: str, found: Found) -> tuple[T, ...] | None:
        if not isinstance(value, JsonArray):
            _wrong(value, what, "a list […]", found)
            return None
        items = (reader(item, f"item {index} in {what}", found) for index, item in enumerate(value.items, 1))
        return tuple(item for item in items if item is not None)

    return read_list


def unique(reader: Reader[tuple[Written[T], ...]]) -> Reader[tuple[Written[T], ...]]:
    """A reader of lists in which nothing stands twice."""

    def read_unique(value: Json, what: str, found: Found) -> tuple[Written[T], ...] | None:
        items = reader(value, what, found)
        seen: set[T] = set()
        for item in items or ():
            if item.value in seen:
                message = f"{what} says {shown(str(item.value))} twice"
                found.append(error("repeated-item", message, item.span, help="take one of the two out"))
            seen.add(item.value)
        return items

    return read_unique


def _wrong(value: Json, what: str, wanted: str, found: Found) -> None:
    way_out = f"write {wanted}"
    if isinstance(value, JsonString) and value.value in {"true", "false"}:
        way_out = "write it without quotes"
    elif isinstance(value, JsonNull):
        way_out = "leave the key out"
    message = f"{what} must be {wanted}, not {_kind(value)}"
    found.append(error("wrong-type", message, value.span, help=way_out))


def _kind(value: Json) -> str:
    match value:
        case JsonObject():
            return "an object"
        case JsonArray():
            return "a list"
        case JsonString():
            return "a string"
        case JsonNumber():
            return "a number"
        case JsonBoolean():
            return "true or false"
        case JsonNull():
            return "null"
