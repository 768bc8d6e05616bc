"""Text of others in our messages and our files: what may stand there, and how the rest is shown."""

import re
import unicodedata
from typing import Final

UNPRINTABLE: Final = (
    "\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
"""Ranges of characters, as they stand between `[` and `]`, that no value of ours may hold.

Control characters and the two separators end a line for one reader or another; the rest cannot be seen or changes the
direction of what is read. The JSON Schemas of the package say the same ranges.
"""

_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}\ud800-\udfff]")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LONGEST = 60


def unprintable(text: str) -> str | None:
    """In words, the first character of `text` that must not be there; None when every one may."""
    match = _UNPRINTABLE.search(text)
    if match is None:
        return None
    letter = match.group()
    if letter in "\n\r\x0b\x0c\x85\u2028\u2029":
        kind = "a line break"
    elif letter == "\t":
        kind = "a tab"
    elif letter == "\x00":
        kind = "a NUL"
    elif unicodedata.category(letter) == "Cc":
        kind = "a control character"
    elif letter in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069":
        kind = "a character that changes the direction of text"
    elif "\ud800" <= letter <= "\udfff":
        kind = "half of a character"
    else:
        kind = "a character that cannot be seen"
    return f"{kind} (U+{ord(letter):04X})"


def shown(text: str, longest: int = _LONGEST) -> str:
    """The text between backquotes, as it may stand in a message: one line, printable, not too long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return "`" + "".join(_visible(letter) for letter in cut) + "`"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _visible(letter: str) -> str:
    if letter.isascii() and letter.isprintable():
        return letter
    if unicodedata.category(letter) not in _HIDDEN_CATEGORIES:
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"
