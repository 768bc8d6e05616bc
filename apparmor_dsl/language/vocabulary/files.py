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

MEANINGS: Final[Mapping[str, str]] = {
    "r": "reading, listing a directory",
    "w": "writing, creating, removing, renaming; not together with `a`",
    "a": "writing with `O_APPEND` only",
    "k": "locking",
    "l": "making a hard link of this name, to a file that the profile gives no less access to",
    "m": "mapping into memory with `PROT_EXEC`, which libraries need. It has nothing to do with mounting",
}
"""What each letter permits, in the words of docs/reference/file.md."""

EXEC_MEANINGS: Final[Mapping[str, str]] = {
    "ix": "in the same profile",
    "px": "in the profile attached to it; `-> NAME`: in that one",
    "cx": "in a child profile of this one",
    "ux": "unconfined",
    "pix": "as `px`; where there is no such profile, as `ix`",
    "cix": "as `cx`; where there is no such profile, as `ix`",
    "pux": "as `px`; where there is no such profile, as `ux`",
    "cux": "as `cx`; where there is no such profile, as `ux`",
    "x": "only in a `deny` rule: not at all",
}
"""How a program runs that is executed, by the mode in small letters, in the words of docs/reference/file.md."""


def meanings(access: str) -> tuple[tuple[str, str], ...]:
    """Each letter and the exec mode of an access, with what it permits; empty for what is no access."""
    mode = next((word for word in sorted(EXEC_MEANINGS, key=len, reverse=True) if access.lower().endswith(word)), "")
    letters = access[: len(access) - len(mode)]
    written = access[len(letters) :]
    if not access or any(letter not in MEANINGS for letter in letters):
        return ()
    found = [(letter, MEANINGS[letter]) for letter in dict.fromkeys(letters)]
    if mode:
        scrubbed = "; the environment is scrubbed" if written[0].isupper() else ""
        found.append((written, f"executing: the program runs {EXEC_MEANINGS[mode]}{scrubbed}"))
    return tuple(found)
