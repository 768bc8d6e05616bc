"""Families of globs with negated classes that together say "all but these words".

`/proc/sys/[^k]*` and `/proc/sys/k[^e]*` leave out what begins with `ke`: each glob takes up where another one stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from apparmor_dsl.analysis.lint.expansions import alternatives

_RUNG: Final = re.compile(
    r"(?P<folder>(?:/[^/*?\[\]{}\\]+)*/)(?P<stem>[^/*?\[\]{}\\]*)"
    r"(?P<classes>(?:\[\^[^\]\\]+\])+)[^/\[\]]*(?P<rest>/.*)?"
)
_CLASS: Final = re.compile(r"\[\^([^\]]+)\]")


@frozen
class Rung:
    """One glob: the folder, what the name begins with, the classes that are negated behind that, and what is below."""

    folder: str
    stem: str
    classes: tuple[str, ...]
    below: bool

    def words(self) -> Iterator[str]:
        """What the names begin with that it leaves out, as globs."""
        if len(self.classes) == 1 and "-" not in self.classes[0]:
            yield from (f"{self.stem}{letter}" for letter in self.classes[0])
        else:
            yield self.stem + "".join(one if len(one) == 1 else f"[{one}]" for one in self.classes)


def rungs(glob: str) -> Iterator[Rung]:
    """The rungs that the alternatives of a glob are; those without a negated class are none."""
    for one in alternatives(glob) or ():
        found = _RUNG.fullmatch(one)
        if found is not None:
            yield Rung(
                found["folder"], found["stem"], tuple(_CLASS.findall(found["classes"])), found["rest"] is not None
            )


def left_out(family: Iterable[Rung]) -> tuple[str, ...]:
    """The words that a family leaves out together: those at which no other rung takes up."""
    family = tuple(family)
    words = dict.fromkeys(word for rung in family for word in rung.words())
    return tuple(word for word in words if not any(rung.stem.startswith(word) for rung in family))
