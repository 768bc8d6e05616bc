"""A profile includes an abstraction that permits far more than its name says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.security)

_WIDE: Final = {
    "dbus": ("everything on the system bus", "dbus-strict, and `dbus` rules for what is needed"),
    "dbus-accessibility": ("everything on the accessibility bus", "dbus-accessibility-strict, and `dbus` rules"),
    "dbus-session": ("everything on the session bus", "dbus-session-strict, and `dbus` rules for what is needed"),
    "nameservice": ("the network, and what any way of looking up names needs", "rules for the way that is used"),
    "ubuntu-helpers": ("running most programs, all but unconfined", "rules for the programs that are needed"),
    "user-tmp": ("all temporary files of the user, those of other programs too", "a folder of its own in /tmp"),
    "user-write": (
        "writing in the user's home, where no name begins with a dot",
        "rules for the files that are needed",
    ),
}
"""Abstractions, what they permit, and what to include instead. Source: their text in AppArmor 3.0.8."""


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Includes of the abstractions that are known to be wide, by profiles and by other abstractions."""
    for item in statements(file.policy):
        if isinstance(item, ast.Include) and item.path.removeprefix("abstractions/") in _WIDE:
            what, instead = _WIDE[item.path.removeprefix("abstractions/")]
            yield LINT.found(f"<{item.path}> permits {what}", item.span, help=f"better is {instead}")
