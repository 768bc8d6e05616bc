"""Letters that do not show, or look like others: what comes of copying from a web page or a chat."""

from __future__ import annotations

import re
import unicodedata

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.source import Source

_LOOKS_LIKE = {
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{RIGHTWARDS DOUBLE ARROW}": "->",
}
_BEYOND_ASCII = re.compile(r"[^\n\t -~]")


def odd_letter(source: Source, start: int, end: int) -> Diagnostic | None:
    """The first letter between the two that shows as a blank, not at all, or as a letter of the language."""
    for match in _BEYOND_ASCII.finditer(source.text, start, end):
        letter = match.group()
        at = match.start()
        if letter == "\r" and source.text.startswith("\n", at + 1):
            continue
        if not letter.isprintable() and not 0xDC80 <= ord(letter) <= 0xDCFF:
            name = unicodedata.name(letter, "control character").lower()
            shown = "carriage return" if letter == "\r" else name
            message = f"a letter that does not show stands here: {shown} (U+{ord(letter):04X})"
            way_out = "end the line with a line feed" if letter == "\r" else "delete it, or type a plain blank"
            return error("odd-letter", message, source.span(at), help=way_out)
        meant = _LOOKS_LIKE.get(letter) or unicodedata.normalize("NFKC", letter)
        if meant.isascii() and not meant.isalnum():
            message = f"`{letter}` is another letter than `{meant}` (U+{ord(letter):04X})"
            return error("odd-letter", message, source.span(at), help=f"write `{meant}`")
    return None
