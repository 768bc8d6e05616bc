"""What we have to say about a text, as a value."""

import enum

from attrs import field, frozen

from apparmor_dsl.diagnostics.source import Span


class Severity(enum.IntEnum):
    """How bad it is; comparable, so that `max()` finds the worst."""

    NOTICE = 1
    """Worth knowing; nothing is wrong."""
    WARNING = 2
    """Accepted, and probably not what was meant."""
    ERROR = 3
    """Not accepted; nothing was written."""

    def __str__(self) -> str:
        return self.name.lower()


def _one_line(message: str) -> str:
    """The message with the line ends of what it quotes as they would be written in a string."""
    return message.replace("\n", "\\n")


@frozen
class Label:
    """Another place that is involved, and what it has to do with it."""

    span: Span
    message: str = field(converter=_one_line)


@frozen
class Edit:
    """Put `text` in place of the characters of `span`."""

    span: Span
    text: str


@frozen
class Fix:
    """A change of the text that answers a diagnostic. `safe` only where the permitted set is proven equal."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@frozen
class Diagnostic:
    """One finding: a line that is true on its own, the place, the other places, and the way out.

    `code` is a name in words (`unknown-variable`), `message` one line, lower case, without a full stop,
    `help` says what to do, `notes` are further lines (the route to an included file, a parser's own words).
    """

    code: str
    severity: Severity
    message: str = field(converter=_one_line)
    span: Span | None = None
    labels: tuple[Label, ...] = ()
    help: str | None = None
    notes: tuple[str, ...] = ()
    fix: Fix | None = field(default=None)


@frozen
class _Maker:
    """Makes diagnostics of one severity."""

    severity: Severity

    def __call__(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the field's name
        notes: tuple[str, ...] = (),
    ) -> Diagnostic:
        return Diagnostic(code, self.severity, message, span, labels, help, notes)


error = _Maker(Severity.ERROR)
"""A diagnostic of something that is not accepted."""

warning = _Maker(Severity.WARNING)
"""A diagnostic of something that is accepted, and probably not what was meant."""

notice = _Maker(Severity.NOTICE)
"""A diagnostic of something that is worth knowing."""


def has_errors(diagnostics: "tuple[Diagnostic, ...] | list[Diagnostic]") -> bool:
    """Whether any of them is an error."""
    return any(found.severity is Severity.ERROR for found in diagnostics)
