"""Data as a pattern that matches this data and nothing else."""

from typing import Final

_SPECIAL: Final = frozenset('{}[]*?^,"')


def literal(text: str) -> str:
    r"""The value of a variable, or a path, that means exactly `text`: `/srv/{a}` is `/srv/\{a\}`, `@{x}` no variable.

    A backslash is written by its number: at the end of a quoted value `\\` would escape the quote in some parsers.
    """
    return "".join("\\134" if letter == "\\" else f"\\{letter}" if letter in _SPECIAL else letter for letter in text)
