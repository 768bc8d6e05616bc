"""JSON as a tree of values that know where they are written.

Why not a library: `json`, `orjson` and `msgspec` forget the position of every value they read and keep the last of
two equal keys in silence; `json-source-map` keeps positions and has not been released since 2022; `json-five`,
`jsonc-document` and tree-sitter's grammar read more than JSON and say less about what is wrong. What is needed is
small. What cannot be read is a diagnostic at its place, and so are the things Python's reader lets pass: equal keys,
`NaN`, half a surrogate pair, numbers without bounds, brackets without end.
"""

from apparmor_dsl.fleet.jsontext.decode import decode
from apparmor_dsl.fleet.jsontext.scan import DEEPEST, LONGEST, LONGEST_NUMBER, read
from apparmor_dsl.fleet.jsontext.values import (
    Json,
    JsonArray,
    JsonBoolean,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
    Member,
    at_pointer,
    plain,
)

__all__ = [
    "DEEPEST",
    "LONGEST",
    "LONGEST_NUMBER",
    "Json",
    "JsonArray",
    "JsonBoolean",
    "JsonNull",
    "JsonNumber",
    "JsonObject",
    "JsonString",
    "Member",
    "at_pointer",
    "decode",
    "plain",
    "read",
]
