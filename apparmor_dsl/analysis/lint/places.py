"""Which file a text is that is reported under a name, and whether people write it."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final

from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.language.shipped import shipped

_MADE: Final = "# Made by aadsl from "
"""How a file begins that `aadsl compile` wrote."""


def is_made(source: Source) -> bool:
    """Whether `aadsl compile` wrote the file: what is to be said about it is to be mended in what it is made from."""
    return source.text.startswith(_MADE)


@lru_cache(maxsize=10_000)
def file_of(name: str) -> str:
    """The real path of the file. What is shipped is reported under the same name everywhere: `<fragments/base>`."""
    if name.startswith("<fragments/"):
        return os.path.realpath(shipped("policies") / f"{name[1:-1]}.aadsl")
    return os.path.realpath(name)
