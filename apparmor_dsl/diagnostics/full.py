"""For people: the message, the source line with a caret, the other places, the way out."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.visible import visible, visible_lines

_COLOR = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTICE: "\x1b[1;36m"}
_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"
_LONGEST = 160
_MOST_PLACES = 4
_LETTER_WIDTHS = {"F": 2, "W": 2}


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics as paragraphs, in the order given; empty for none.

    Those beside each other that say the same of several places of a file are one paragraph.
    """
    return "\n".join(_one(*alike, color=color) for alike in _alike(diagnostics))


def _alike(diagnostics: Iterable[Diagnostic]) -> Iterator[list[Diagnostic]]:
    """The diagnostics, with those together that differ in nothing but the place."""
    alike: list[Diagnostic] = []
    for found in diagnostics:
        if alike and _said(found) == _said(alike[0]) and not found.labels:
            alike.append(found)
            continue
        if alike:
            yield alike
        alike = [found]
    if alike:
        yield alike


def _said(found: Diagnostic) -> tuple[object, ...]:
    name = found.span.source.name if found.span else None
    return (found.code, found.severity, found.message, found.labels, found.help, found.notes, name)


def _one(found: Diagnostic, *others: Diagnostic, color: bool) -> str:
    def paint(style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if color else text

    head = paint(_COLOR[found.severity], f"{found.severity}[{found.code}]")
    lines = [head + paint(_BOLD, f": {visible(found.message)}")]
    places = [(found.span, "")] if found.span else []
    places += [(other.span, "the same") for other in others[:_MOST_PLACES] if other.span]
    places += [(label.span, label.message) for label in found.labels]
    gutter = max((len(str(span.line)) for span, _ in places), default=1)
    for number, (span, message) in enumerate(places):
        arrow = "-->" if number == 0 and found.span else ":::"
        what = f": {visible(message)}" if message else ""
        lines.append(f"{' ' * gutter}{paint(_BLUE, arrow)} {visible(str(span))}{what}")
        lines += _excerpt(span, gutter, paint)
    bar = " " * (gutter + 1)
    lines += [f"{bar}{paint(_BLUE, '=')} help: {_indented(found.help, bar)}"] if found.help else []
    left = [str(other.span.line) for other in others[_MOST_PLACES:] if other.span]
    lines += [f"{bar}{paint(_BLUE, '=')} note: the same at line {', '.join(left)}"] if left else []
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
    shown = visible(text[cut : cut + _LONGEST])
    pad = " " * _width(text[cut:first])
    carets = "^" * max(1, min(_width(text[first:last]), _LONGEST - len(pad)))
    edge = paint(_BLUE, "|")
    return [
        f"{paint(_BLUE, str(number).rjust(gutter))} {edge} {shown}",
        f"{' ' * gutter} {edge} {pad}{paint(_COLOR[Severity.ERROR], carets)}",
    ]


def _width(text: str) -> int:
    """How many columns of a terminal the text takes as it is shown."""
    return sum(_LETTER_WIDTHS.get(unicodedata.east_asian_width(letter), 1) for letter in visible(text))


def _indented(text: str, bar: str) -> str:
    return visible_lines(text).replace("\n", f"\n{bar}  ")
