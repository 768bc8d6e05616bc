"""What a builder is told beside its children: where it is, and where to report."""

from typing import NamedTuple

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, warning
from apparmor_dsl.diagnostics.source import Source, Span


class Token(NamedTuple):
    """One word of the text: the terminal's name, its characters, and where they stand."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """What the word says: the text without quotes."""
        return self.text[1:-1] if self.kind in {"QUOTED", "QUOTED_PATH"} else self.text


class Place:
    """The piece of text that is being reduced to a node."""

    __slots__ = ("bare_exec", "diagnostics", "end", "source", "start")

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.bare_exec: list[Token] = []
        """Every `x` without an exec mode that stands in no deny rule: it may still stand in a deny block."""
        self.start = 0
        self.end = 0

    @property
    def span(self) -> Span:
        """From the first to the last character of the piece."""
        return Span(self.source, self.start, self.end)

    def at(self, token: Token) -> Span:
        """The characters of the token."""
        return Span(self.source, token.start, token.end)

    def refuse(self, code: str, message: str, token: Token | None = None, help: str | None = None) -> None:  # noqa: A002
        """Report an error at the token, or at the whole piece."""
        self.diagnostics.append(error(code, message, self.at(token) if token else self.span, help=help))

    def warn(self, code: str, message: str, token: Token, help: str | None = None) -> None:  # noqa: A002
        """Report at the token what is accepted and should not be written."""
        self.diagnostics.append(warning(code, message, self.at(token), help=help))
