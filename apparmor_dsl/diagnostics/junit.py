"""For test reports: JUnit's XML, a test case a file, a failure a finding."""

from xml.sax.saxutils import escape, quoteattr

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.visible import visible, visible_lines


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """One test suite, ended by a newline. Without any diagnostic it has one test case, which passes."""
    del color
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="aadsl" tests="{max(1, len(diagnostics))}" failures="{len(diagnostics)}" errors="0">',
    ]
    lines += map(_case, diagnostics)
    if not diagnostics:
        lines.append('  <testcase classname="aadsl" name="nothing found"/>')
    return "\n".join([*lines, "</testsuite>", ""])


def _case(found: Diagnostic) -> str:
    place = str(found.span) if found.span else ""
    name = f"{found.code} {place}".strip()
    file = f" file={_attribute(found.span.source.name)} line={_attribute(str(found.span.line))}" if found.span else ""
    text = "\n".join([found.message, *([found.help] if found.help else []), *found.notes])
    return (
        f'  <testcase classname="aadsl" name={_attribute(name)}{file}>\n'
        f"    <failure type={_attribute(found.code)} message={_attribute(found.message)}>"
        f"{escape(visible_lines(f'{place}: {text}'))}</failure>\n"
        "  </testcase>"
    )


def _attribute(text: str) -> str:
    return quoteattr(visible(text))
