"""A name follows a variable for a folder without a slash between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_BESIDE: Final = re.compile(r"@\{(?P<name>[A-Za-z_]\w*)\}(?P<next>[A-Za-z0-9_]|\*\*)")
_VARIABLE_AT_END: Final = re.compile(r"@\{([A-Za-z_]\w*)\}$")
_DEEPEST: Final = 20


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules with a name right behind a variable that has an absolute path without a slash at its end."""
    variables = profile.policy.variables
    for resolved in profile.rules(ast.FileRule, ast.LinkRule):
        written = resolved.written
        path = written.path if isinstance(written, ast.FileRule | ast.LinkRule) else None
        if path is None or not profile.is_own(resolved):
            continue
        for beside in _BESIDE.finditer(path):
            name = beside["name"]
            values = [value for value in variables.get(name, ()) if _is_open(value, variables)]
            if path.startswith(beside.group()) and values:
                yield LINT.found(
                    f"in `{rule_text(written)}` no slash stands behind `@{{{name}}}`, which is `{values[0]}`",
                    profile.place(resolved),
                    help=f"write `@{{{name}}}/{beside['next']}...`: a slash too many does no harm there",
                    fix=reworded(resolved.span, beside.group(), f"@{{{name}}}/{beside['next']}"),
                )


def _is_open(value: str, variables: dict[str, tuple[str, ...]], depth: int = 0) -> bool:
    """Whether the value is an absolute path that ends in a name."""
    ending = _VARIABLE_AT_END.search(value)
    if ending is not None and depth < _DEEPEST:
        return any(_is_open(f"/{inner}", variables, depth + 1) for inner in variables.get(ending[1], ()))
    return value.startswith(("/", "@{")) and value[-1:].isalnum()
