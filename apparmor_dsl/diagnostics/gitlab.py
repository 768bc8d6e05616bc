"""For GitLab: a code quality report, which it shows in merge requests."""

import hashlib
import json

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.visible import utf_8

_LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """A JSON array, ended by a newline. Source: "Code Quality report format" in GitLab's documentation."""
    del color
    seen: dict[str, int] = {}
    return json.dumps([_issue(found, seen) for found in diagnostics], indent=2) + "\n"


def _issue(found: Diagnostic, seen: dict[str, int]) -> dict[str, object]:
    path, line, text = ".", 1, found.message
    if found.span is not None:
        path, line = found.span.source.name, found.span.line
        text = found.span.source.line(line).strip()
    # It must not change when a line is put above, and no two may have the same.
    mark = "\0".join((found.code, path, text, found.message))
    seen[mark] = seen.get(mark, 0) + 1
    digest = hashlib.sha256(f"{mark}\0{seen[mark]}".encode("utf-8", "surrogateescape")).hexdigest()
    return {
        "description": utf_8(found.message if found.help is None else f"{found.message}; {found.help}"),
        "check_name": found.code,
        "fingerprint": digest,
        "severity": _LEVELS[found.severity],
        "location": {"path": utf_8(path), "lines": {"begin": line}},
    }
