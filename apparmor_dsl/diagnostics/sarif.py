"""For code scanning: SARIF 2.1.0, one run."""

import json
from urllib.parse import quote

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.diagnostics.visible import utf_8

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics as one SARIF log, ended by a newline. Columns count characters (unicodeCodePoints)."""
    del color
    codes = sorted({found.code for found in diagnostics})
    run = {
        "tool": {"driver": {"name": "aadsl", "rules": [{"id": code, "name": _camel(code)} for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, codes) for found in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(found: Diagnostic, codes: list[str]) -> dict[str, object]:
    text = found.message if found.help is None else f"{found.message}\n{found.help}"
    made: dict[str, object] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": _LEVELS[found.severity],
        "message": {"text": utf_8("\n".join([text, *found.notes]))},
    }
    if found.span is not None:
        made["locations"] = [_location(found.span)]
    if found.labels:
        made["relatedLocations"] = [_related(number, label) for number, label in enumerate(found.labels)]
    if found.fix is not None:
        made["fixes"] = [
            {"description": {"text": utf_8(found.fix.title)}, "artifactChanges": _changes(found.fix.edits)}
        ]
    return made


def _related(number: int, label: Label) -> dict[str, object]:
    return {"id": number, **_location(label.span), "message": {"text": utf_8(label.message)}}


def _location(span: Span) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span)}, "region": _region(span)}}


def _region(span: Span) -> dict[str, object]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _changes(edits: tuple[Edit, ...]) -> list[dict[str, object]]:
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(_uri(edit.span), []).append(edit)
    return [
        {
            "artifactLocation": {"uri": uri},
            "replacements": [
                {"deletedRegion": _region(edit.span), "insertedContent": {"text": utf_8(edit.text)}} for edit in inside
            ],
        }
        for uri, inside in by_file.items()
    ]


def _uri(span: Span) -> str:
    """A file's name as a URI reference: relative where it is, and `file:` where it is absolute."""
    name = quote(span.source.name.encode("utf-8", "surrogateescape"))
    return f"file://{name}" if name.startswith("/") else name


def _camel(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("-"))
