"""Lines of logs as what AppArmor did. Each source is a module of this folder that is found by being there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from types import ModuleType

from apparmor_dsl.analysis.logs.record import Record

__all__ = ["Record", "read_line", "read_lines", "sources"]


@cache
def sources() -> tuple[ModuleType, ...]:
    """The modules that read a line: those with a function `read`."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(module for module in modules if hasattr(module, "read"))


def read_line(line: str) -> Record | None:
    """What the line tells of AppArmor; None when it tells nothing of it."""
    text = line.strip()
    for source in sources():
        found: Record | None = source.read(text)
        if found is not None:
            return found
    return None


def read_lines(lines: Iterable[str]) -> Iterator[Record]:
    """The records among the lines."""
    for line in lines:
        found = read_line(line)
        if found is not None:
            yield found
