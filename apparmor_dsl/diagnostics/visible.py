"""Text of others as it may be shown on a terminal."""

import unicodedata

_TAB = "    "


def visible(text: str) -> str:
    """The text in which no control, format or surrogate character is left to act: each is shown as its number.

    So is a byte that is not of UTF-8.

    Line ends are among them, so that a message stays one line.
    """
    if text.isprintable():
        return text
    return "".join(map(_letter, text))


def visible_lines(text: str) -> str:
    """The same for text of several lines, which stay lines."""
    return "\n".join(visible(line) for line in text.split("\n"))


def utf_8(text: str) -> str:
    """The text for a program that takes nothing but UTF-8: bytes that were none are shown as numbers."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _letter(letter: str) -> str:
    if letter == "\t":
        return _TAB
    if 0xDC80 <= ord(letter) <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{ord(letter) - 0xDC00:02x}"
    hidden = unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return f"\\u{ord(letter):04x}" if hidden else letter


def cut(text: str, longest: int = 100) -> str:
    """The text, cut where it is longer: a message is to be read."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
