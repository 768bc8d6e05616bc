"""Slashes of a path, and the parts of a profile's name."""

from __future__ import annotations

import re

_SLASHES = re.compile("/+")


def folded(path: str) -> str:
    """The path with one slash where it has several beside each other.

    Two at its beginning stay two, and three or more become one. Source: filter_slashes in parser/parser_regex.c.
    """
    if "//" not in path:
        return path
    if path.startswith("//") and not path.startswith("///"):
        return "//" + _SLASHES.sub("/", path[2:])
    return _SLASHES.sub("/", path)


def local_name(name: str) -> str:
    """`child` of `parent//child`."""
    while "//" in name:
        name = name.partition("//")[2]
    return name


def without_namespace(name: str) -> tuple[str | None, str]:
    """The policy namespace of `:ns:name` or `:ns://name`, and the name in it."""
    if not name.startswith(":"):
        return None, name
    namespace, colon, local = name[1:].partition(":")
    return (namespace, local.removeprefix("//")) if colon else (None, name)
