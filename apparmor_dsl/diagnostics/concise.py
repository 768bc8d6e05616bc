"""One line a diagnostic: `file:line:column: severity[code]: message`."""

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.visible import visible


def render(diagnostics: tuple[Diagnostic, ...], *, color: bool = False) -> str:
    """The diagnostics as lines, in the order given; empty for none."""
    del color  # one line is readable without
    return "".join(_line(found) + "\n" for found in diagnostics)


def _line(found: Diagnostic) -> str:
    where = f"{found.span}: " if found.span else ""
    way_out = f" ({found.help})" if found.help else ""
    return visible(f"{where}{found.severity}[{found.code}]: {found.message}{way_out}")
