"""What a change of a profile newly permits, and what it no longer permits, in words and with a witness of each."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Final, Literal, cast

from apparmor_dsl.analysis.equal import OnlyIn, Undecided, Unlike, UnlikeBit, UnlikeSetting, differences
from apparmor_dsl.analysis.find import language
from apparmor_dsl.analysis.told_equal import as_json as values
from apparmor_dsl.analysis.told_equal import subject, told
from apparmor_dsl.semantics.automata import OneOf, Repeat, SideBySide, Together, Walk, byte_sets, in_order
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.lines import CLASSES
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.model.profile import Model


def changes(before: Model, after: Model) -> Iterator[str]:
    """Line by line: of each part of the profile a shortest witness of what is gained, and one of what is lost.

    What is permitted as before, and logged or executed otherwise, is shown where nothing is gained or lost.
    """
    for part in _PARTS:
        yield from _of_part(part, before, after)
    for found in differences(before, after):
        match found:
            case Unlike(part="files" | "classes"):
                pass
            case UnlikeBit():
                yield from _lines(found, f"{found.part} {found.name}")
            case Unlike() | UnlikeSetting() | OnlyIn() | Undecided():
                yield from told(found, "before", "after").splitlines()


_PARTS: Final[tuple[Literal["files", "classes"], ...]] = ("files", "classes")


def _of_part(part: Literal["files", "classes"], before: Model, after: Model) -> Iterator[str]:
    left, right = (before.files, after.files) if part == "files" else (before.classes, after.classes)
    each = [_shortest(part, left, right, differ) for differ in (_gains, _loses)]
    said = [Unlike(after.profile.name, part, *found) for found in each if found is not None]
    for found in said:
        yield from _lines(found, subject(found))
    otherwise = None if said else _shortest(part, left, right, operator.ne)
    if otherwise is not None:
        yield from told(Unlike(after.profile.name, part, *otherwise), "before", "after").splitlines()


def _shortest(
    part: Literal["files", "classes"],
    left: Decided,
    right: Decided,
    differ: Callable[[Permissions, Permissions], bool],
) -> tuple[bytes, Permissions, Permissions] | None:
    """A shortest string of which what the two say differs so; one that a reader can place, where there is one.

    Rules about tasks have entries of the class of labels too, which no line of policy names.
    """
    for within in (_NAMED, _ANY) if part == "classes" else (_ANY,):
        for ((one, other), inside), text in Walk().states(Together(SideBySide(left, right), within)):
            if not within.accepts(inside):
                continue
            first = NOTHING if one is None else left.permissions(one)
            second = NOTHING if other is None else right.permissions(other)
            if differ(first, second):
                return text, first, second
    return None


_REST: Final = Repeat(OneOf(byte_sets.EVERY_BYTE))
_NAMED: Final = language(in_order(OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(bytes((CLASSES["label"],)))), _REST))
_ANY: Final = language(_REST)


def _gains(before: Permissions, after: Permissions) -> bool:
    return bool(after.allow & ~before.allow)


def _loses(before: Permissions, after: Permissions) -> bool:
    return bool(before.allow & ~after.allow)


def _lines(found: Unlike | UnlikeBit, what: str) -> Iterator[str]:
    """What of this string, or of this bit, is gained and lost."""
    for words, less, more in (
        ("newly permits", found.left, found.right),
        ("no longer permits", found.right, found.left),
    ):
        gained = more.allow & ~less.allow
        if gained:
            yield f"`{found.profile}` {words} `{what}`{_access(found, gained)}"


def _access(found: Unlike | UnlikeBit, bits: int) -> str:
    match found:
        case UnlikeBit():
            return ""
        case Unlike(profile, part, witness):
            said = values(Unlike(profile, part, witness, Permissions(), Permissions(bits)))
            names = cast("dict[str, list[str]]", said["right"])["allow"]
            return f" {', '.join(names)}"
