"""For programs: a JSON array, one object a diagnostic."""

import json

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.source import Span


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics as one JSON array, ended by a newline. Lines and columns count from 1."""
    del color
    return json.dumps([_object(found) for found in diagnostics], indent=2) + "\n"


def _object(found: Diagnostic) -> dict[str, object]:
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
        "location": _location(found.span) if found.span else None,
        "labels": [{**_location(label.span), "message": label.message} for label in found.labels],
        "help": found.help,
        "notes": list(found.notes),
    }


def _location(span: Span) -> dict[str, object]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"file": span.source.name, "line": line, "column": column, "end_line": end_line, "end_column": end_column}
