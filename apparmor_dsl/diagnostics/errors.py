"""The exceptions of this package: two, and no more."""

from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.diagnostics.visible import visible


class PolicyError(Exception):
    """Raised at the edge of the API when input cannot be used; carries every diagnostic, errors and others."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(_line(found) for found in diagnostics))


class Bug(Exception):  # noqa: N818 - it is not an error of the user's
    """What must not happen did. Never caught: its traceback is what we need to mend it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"this is a bug in aadsl: {what}")


def _line(found: Diagnostic) -> str:
    where = f"{found.span}: " if found.span else ""
    return visible(f"{where}{found.severity}[{found.code}]: {found.message}")
