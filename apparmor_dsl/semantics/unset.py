"""Variables that nobody set, told where the reader can do something about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, error
from apparmor_dsl.diagnostics.source import Span

UNSET: Final = "unknown-variable"
_VARIABLE = re.compile(r"`(@\{\w+\})`")
_MOST_NAMES: Final = 3


def at_the_include(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, those of variables in included files joined to one for each include of the file itself.

    Whoever forgets `include <tunables/global>` makes one mistake, on however many lines variables stand.
    """
    by_include: dict[Span, list[Diagnostic]] = {}
    order: list[Diagnostic | Span] = []
    for one in found:
        include = _include(one)
        if include is None:
            order.append(one)
            continue
        if include not in by_include:
            order.append(include)
        by_include.setdefault(include, []).append(one)
    for each in order:
        yield _joined(each, by_include[each]) if isinstance(each, Span) else each


def _include(found: Diagnostic) -> Span | None:
    """The include of the file itself by which the variable came."""
    if found.code != UNSET or not found.labels or found.labels[-1].message != "included from here":
        return None
    return found.labels[-1].span


def _joined(include: Span, found: list[Diagnostic]) -> Diagnostic:
    names = list(dict.fromkeys(name for one in found for name in _VARIABLE.findall(one.message)[:1]))
    first = found[0]
    labels = () if first.span is None else (Label(first.span, f"`{names[0]}` stands here"), *first.labels[:-1])
    one = len(names) == 1
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    message = f"this include needs {'a variable that is' if one else 'variables that are'} not set: {shown}{more}"
    way_out = first.help if one else "write `include <tunables/global>` before the profiles, or set them there"
    return error(UNSET, message, include, labels=labels, help=way_out)
