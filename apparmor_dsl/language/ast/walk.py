"""The texts inside nodes, and nodes with other texts: what renaming a variable and looking for one have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_
from typing import Any, TypeVar, cast

from attrs import evolve, fields, has

_T = TypeVar("_T")


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields that say something: not the span, not what only documents. What is no node has none."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(attribute.name for attribute in fields(kind) if attribute.eq) if has(kind) else ()
    return _NAMES[kind]


def texts(value: object) -> Iterator[str]:
    """Every text in the value and below it, in the order of the fields."""
    found: list[str] = []
    _collect(value, found)
    return iter(found)


def _collect(value: object, found: list[str]) -> None:
    # Every rule of every profile comes by here, so that a generator inside a generator would be felt.
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif value is not None:
        for name in _names(type(value)):
            inner = getattr(value, name)
            if inner is not None:
                _collect(inner, found)


def with_texts(value: _T, change: Callable[[str], str]) -> _T:
    """The value with `change` applied to every text in it; the very same object where nothing changes."""
    return cast(_T, _changed(value, change))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        made = tuple([_changed(item, change) for item in value])
        return value if all(map(is_, value, made)) else made
    changes: dict[str, Any] = {}
    for name in _names(type(value)):
        old = getattr(value, name)
        if old is not None:
            new = _changed(old, change)
            if new is not old:
                changes[name] = new
    return evolve(value, **changes) if changes else value
