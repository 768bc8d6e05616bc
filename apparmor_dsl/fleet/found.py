"""Open sets: what lies in a folder belongs to it."""

import importlib
import pkgutil
from types import ModuleType


def modules_in(package: str) -> tuple[ModuleType, ...]:
    """The modules of a package, in the order of their names."""
    folder = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(folder))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)
