"""Slashes of a path, and the last name of a chain of profiles."""

from __future__ import annotations

import re

_SLASHES = re.compile("/+")


def folded(path: str) -> str:
    """The path with one slash where it has several beside each other.

    Two at its beginning stay two, and three or more become one. Source: filter_slashes in parser/parser_regex.c.
    """
    if path.startswith("//") and not path.startswith("///"):
        return "//" + _SLASHES.sub("/", path[2:])
    return _SLASHES.sub("/", path)


def local_name(name: str) -> str:
    """`child` of `parent//child`."""
    while "//" in name:
        name = name.partition("//")[2]
    return name
