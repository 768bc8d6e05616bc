"""For a pull request: a report in Markdown, a section a file."""

import re
from collections.abc import Iterable
from itertools import groupby

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.visible import visible

_SIGNS = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.NOTICE: "🔵"}
_MENTION = re.compile("@(?=[A-Za-z0-9])")
_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>()#|!~"})


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics by file, in the order of the text, and how many there are; ended by a newline."""
    del color
    if not diagnostics:
        return "### AppArmor policy: nothing found\n"
    ordered = sorted(diagnostics, key=lambda found: (_file(found), found.span.start if found.span else 0))
    parts = [f"### AppArmor policy: {_counted(ordered)}\n"]
    for name, inside in groupby(ordered, key=_file):
        parts.append(f"\n**{_plain(name)}**\n\n" if name else "\n")
        parts += map(_item, inside)
    return "".join(parts)


def _item(found: Diagnostic) -> str:
    where = f"line {found.span.line}: " if found.span else ""
    lines = [f"- {_SIGNS[found.severity]} {where}{_plain(found.message)} ({found.code})"]
    if found.span is not None:
        lines.append(f"  {_code(visible(found.span.source.line(found.span.line).strip()))}")
    lines += [f"  {_plain(str(label.span))}: {_plain(label.message)}" for label in found.labels]
    if found.help is not None:
        lines.append(f"  {_plain(found.help)}")
    return "  \n".join(lines) + "\n"


def _counted(found: Iterable[Diagnostic]) -> str:
    counts: dict[Severity, int] = {}
    for one in found:
        counts[one.severity] = counts.get(one.severity, 0) + 1
    return ", ".join(
        f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in sorted(counts.items())[::-1]
    )


def _file(found: Diagnostic) -> str:
    return found.span.source.name if found.span else ""


def _plain(text: str) -> str:
    """The text so that Markdown takes none of it for its own, and nobody is told that `@name` was mentioned."""
    return _MENTION.sub("@&#8203;", visible(text).translate(_SPECIAL))


def _code(text: str) -> str:
    """The text as code, between more backticks than it has in a row."""
    fence = "`" * max(2, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}"
