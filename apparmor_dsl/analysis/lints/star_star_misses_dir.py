"""A rule is about everything in a folder, and the folder itself cannot be listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import FOLDERS, Permitted, language
from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, both, only_in, without
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded

LINT = Lint(__name__, Severity.NOTICE, Group.correctness)

_READ: Final = ACCESS["r"]


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text with `/**` and `r`, with a folder that no rule lets be read, and none denies."""
    files = profile.model.files
    denies = Automaton(
        (each.pattern.expression, 0) for each in files.entries if each.kind.mode == "deny" and each.kind.access & _READ
    )
    for resolved in profile.rules(ast.FileRule):
        rule = resolved.rule
        path = rule.path if isinstance(rule, ast.FileRule) else None
        if path is None or not path.endswith("/**") or path == "/**" or not profile.is_written_here(resolved):
            continue
        if resolved.access_type == "deny" or not profile.sides[0].asked(resolved) & _READ:
            continue
        found = pattern(folded(path.removesuffix("**")))
        if isinstance(found, BadPattern):
            continue
        folders = both(Automaton([(found.expression, 0)]), language(FOLDERS))
        shown = only_in(without(folders, denies), Permitted(files, _READ))
        if isinstance(shown, Found):
            yield LINT.found(
                f"`{rule_text(resolved.written)}` does not match `{_text(shown.witness)}` itself, "
                f"which `{profile.profile.name}` may not list",
                resolved.span,
                help="where the folder is meant too, write `/{,**}` at the end",
                fix=reworded(resolved.span, "/**", "/{,**}"),
            )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
