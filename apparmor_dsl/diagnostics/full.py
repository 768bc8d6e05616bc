"""For people: the message, the source line with a caret, the other places, the way out."""

import unicodedata
from collections.abc import Callable

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Span

_COLOR = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTICE: "\x1b[1;36m"}
_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"
_LONGEST = 160


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics as paragraphs, in the order given; empty for none."""
    return "\n".join(_one(found, color) for found in diagnostics)


def _one(found: Diagnostic, color: bool) -> str:
    def paint(style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if color else text

    lines = [paint(_COLOR[found.severity], f"{found.severity}[{found.code}]") + paint(_BOLD, f": {found.message}")]
    places = [(found.span, "")] if found.span else []
    places += [(label.span, label.message) for label in found.labels]
    gutter = max((len(str(span.line)) for span, _ in places), default=1)
    for number, (span, message) in enumerate(places):
        arrow = "-->" if number == 0 and found.span else ":::"
        lines.append(f"{' ' * gutter}{paint(_BLUE, arrow)} {span}" + (f": {message}" if message else ""))
        lines += _excerpt(span, gutter, paint)
    bar = " " * (gutter + 1)
    lines += [f"{bar}{paint(_BLUE, '=')} help: {_indented(found.help, bar)}"] if found.help else []
    lines += [f"{bar}{paint(_BLUE, '=')} note: {_indented(note, bar)}" for note in found.notes]
    return "".join(f"{line}\n" for line in lines)


def _excerpt(span: Span, gutter: int, paint: Callable[[str, str], str]) -> list[str]:
    number, column = span.source.position(span.start)
    text = span.source.line(number)
    if not text.strip():
        return []
    first = column - 1
    last = min(len(text), first + max(1, span.end - span.start))
    cut = max(0, first - _LONGEST // 2) if len(text) > _LONGEST else 0
    shown = "".join(_visible(letter) for letter in text[cut : cut + _LONGEST])
    pad = "".join(" " * len(_visible(letter)) for letter in text[cut:first])
    carets = "^" * max(1, min(sum(len(_visible(letter)) for letter in text[first:last]), _LONGEST - len(pad)))
    edge = paint(_BLUE, "|")
    return [
        f"{paint(_BLUE, str(number).rjust(gutter))} {edge} {shown}",
        f"{' ' * gutter} {edge} {pad}{paint(_COLOR[Severity.ERROR], carets)}",
    ]


def _visible(letter: str) -> str:
    """The letter as it may be shown on a terminal: no control, format or surrogate character gets through."""
    if letter == "\t":
        return "    "
    return f"\\u{ord(letter):04x}" if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else letter


def _indented(text: str, bar: str) -> str:
    return text.replace("\n", f"\n{bar}  ")
