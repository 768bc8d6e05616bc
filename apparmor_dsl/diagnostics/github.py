"""For GitHub: workflow commands, which it shows at the lines of a pull request."""

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """One line a diagnostic. Source: "Workflow commands for GitHub Actions" in GitHub's documentation."""
    del color
    return "".join(f"{_line(found)}\n" for found in diagnostics)


def _line(found: Diagnostic) -> str:
    properties: dict[str, object] = {}
    if found.span is not None:
        line, column = found.span.source.position(found.span.start)
        end_line, end_column = found.span.source.position(found.span.end)
        properties = {"file": found.span.source.name, "line": line, "endLine": end_line}
        if line == end_line:
            properties |= {"col": column, "endColumn": end_column}
    properties["title"] = f"aadsl: {found.code}"
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = found.message if found.help is None else f"{found.message}\n{found.help}"
    return f"::{_LEVELS[found.severity]} {said}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
