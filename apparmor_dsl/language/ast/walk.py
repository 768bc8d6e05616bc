"""The texts inside nodes, and nodes with other texts: what renaming a variable and looking for one have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from attrs import evolve, fields, has

_T = TypeVar("_T")


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields that say something: not the span, not what only documents."""
    if kind not in _NAMES:
        _NAMES[kind] = tuple(attribute.name for attribute in fields(kind) if attribute.eq)
    return _NAMES[kind]


def texts(value: object) -> Iterator[str]:
    """Every text in the value and below it, in the order of the fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif value is not None and has(type(value)):
        for name in _names(type(value)):
            yield from texts(getattr(value, name))


def with_texts(value: _T, change: Callable[[str], str]) -> _T:
    """The value with `change` applied to every text in it; the very same object where nothing changes."""
    return cast(_T, _changed(value, change))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        made = tuple(_changed(item, change) for item in value)
        return value if all(old is new for old, new in zip(value, made, strict=True)) else made
    if value is None or not has(type(value)):
        return value
    changes: dict[str, Any] = {}
    for name in _names(type(value)):
        old = getattr(value, name)
        new = _changed(old, change)
        if new is not old:
            changes[name] = new
    return evolve(value, **changes) if changes else value
