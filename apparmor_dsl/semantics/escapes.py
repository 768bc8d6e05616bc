r"""`\101` and `\x41` are `A`: what an escape in the text of a policy stands for.

Source: processunquoted in parser/parser_misc.c and strn_escseq in parser/lib.c.
"""

from __future__ import annotations

from typing import Final

_NAMED: Final = {
    ord("\\"): ord("\\"),
    ord('"'): ord('"'),
    ord("a"): 0x07,
    ord("e"): 0x1B,
    ord("f"): 0x0C,
    ord("n"): 0x0A,
    ord("r"): 0x0D,
    ord("t"): 0x09,
}
_NUMBERS: Final = {ord("d"): (10, 3), ord("x"): (16, 2)}
"""The base and the most digits of a number after this letter."""

_OF_GLOBS: Final = b"*?[]{}^,\\"
"""What means something to a glob keeps its backslash."""


def unescaped(text: str) -> str:
    r"""The text as the parser passes it on: `\101` is `A`, and `\*`, which a glob tells from `*`, stays as it is."""
    if "\\" not in text:
        return text
    data = text.encode("utf-8", "surrogateescape")
    made = bytearray()
    at = 0
    while at < len(data):
        found = escape_at(data, at + 1) if data[at] == _BACKSLASH and at + 1 < len(data) else None
        if found is None:
            made.append(data[at])
            at += 1
            continue
        byte, end = found
        if byte == 0:
            # A NUL would end the text there, so the parser leaves it for the glob to read.
            made += data[at:end]
        elif byte in _OF_GLOBS:
            made += bytes((_BACKSLASH, byte))
        else:
            made.append(byte)
        at = end
    return made.decode("utf-8", "surrogateescape")


def escape_at(data: bytes, at: int, plain: bytes = b"") -> tuple[int, int] | None:
    """The byte that the escape stands for whose backslash is before `at`, and where it ends; None where it is none.

    `plain` are the bytes that stand for themselves behind a backslash.
    """
    letter = data[at]
    if letter in b"01234567":
        return _number(data, at, 8, 3)
    if letter in _NUMBERS:
        return _number(data, at + 1, *_NUMBERS[letter])
    if letter in _NAMED:
        return _NAMED[letter], at + 1
    return (letter, at + 1) if letter in plain else None


def _number(data: bytes, at: int, base: int, most: int) -> tuple[int, int] | None:
    """As many digits as make a byte; None without any."""
    value, end = 0, at
    while end < len(data) and end - at < most:
        digit = _DIGITS.find(data[end : end + 1].lower())
        if not 0 <= digit < base or value * base + digit > 255:
            break
        value = value * base + digit
        end += 1
    return (value, end) if end > at else None


_BACKSLASH: Final = ord("\\")
_DIGITS: Final = b"0123456789abcdef"
