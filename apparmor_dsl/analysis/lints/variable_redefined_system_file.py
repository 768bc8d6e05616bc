"""A file takes the place of one of the distribution's tunables, and lacks what that one has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from apparmor_dsl.analysis.lint.distribution import TUNABLE_FOLDERS, TUNABLES
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.WARNING, Group.maintenance)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Files with the name of a tunable: `tunables/home`, and `tunables.home` on its way there."""
    path = PurePath(file.name)
    name = path.name.removeprefix("tunables.") if path.parent.name != "tunables" else path.name
    if name not in TUNABLES or (path.parent.name != "tunables" and not path.name.startswith("tunables.")):
        return
    items = list(statements(file.policy))
    set_here = {item.name for item in items if isinstance(item, ast.Variable)}
    included = {item.path for item in items if isinstance(item, ast.Include)}
    missing = [f"`@{{{variable}}}`" for variable in TUNABLES[name] if variable not in set_here]
    if name in TUNABLE_FOLDERS and f"tunables/{name}.d" not in included:
        missing.append(f"`include if exists <tunables/{name}.d>`")
    first = next((item.span for item in items if item.span), None)
    if missing and first is not None:
        yield LINT.found(
            f"this takes the place of the distribution's tunables/{name}, and has no {' and no '.join(missing)}",
            first,
            help=f"leave the distribution's file alone, and set what is to be set in tunables/{name}.d/",
        )
