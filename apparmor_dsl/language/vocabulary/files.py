"""The access words of a file rule: permission letters and exec modes."""

from collections.abc import Mapping
from typing import Final

PERMISSIONS: Final = "mrwalk"
"""The letters of file access, in the order we write them: mmap, read, write, append, link, lock.

Source: ACCESS in apparmor.d(5).
"""

EXEC_MODES: Final = (
    "ix",
    "ux",
    "Ux",
    "px",
    "Px",
    "cx",
    "Cx",
    "pix",
    "Pix",
    "cix",
    "Cix",
    "pux",
    "PUx",
    "cux",
    "CUx",
    "x",
)
"""How the executed program is confined; `x` alone stands in deny rules. Source: EXEC TRANSITION in apparmor.d(5)."""

EXEC_MODE_SPELLINGS: Final[Mapping[str, str]] = {
    "pIx": "pix",
    "PIx": "Pix",
    "cIx": "cix",
    "CIx": "Cix",
    "pUx": "pux",
    "Pux": "PUx",
    "cUx": "cux",
    "Cux": "CUx",
    "Ix": "ix",
}
"""Spellings that are accepted beside EXEC_MODES and what they mean: the first letter alone decides on the scrubbing.

Source: parse_sub_perms in parser/parser_misc.c. An upper-case `X` at the end is the same as `x`, and deprecated.
"""

DEPRECATED_LETTERS: Final[Mapping[str, str]] = {"L": "l", "M": "m", "R": "r", "W": "w"}
"""Upper-case letters that are still read. Source: parse_sub_perms in parser/parser_misc.c."""
