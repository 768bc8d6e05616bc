"""`[0-9]*` is a digit and then anything, and not a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import PATHS, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, both, only_in
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded

LINT = Lint(__name__, Severity.NOTICE, Group.correctness)

_DIGIT_STAR: Final = re.compile(r"\[(?:0-9|1-9)\]\*(?!\*)")
_DIGITS: Final = "[0-9]{,[0-9]{,[0-9]{,[0-9]{,[0-9]{,[0-9]{,[0-9]{,[0-9]{,[0-9]}}}}}}}}"
_NUMBERED: Final = ("/proc/", "/sys/", "/dev/")
"""Where the kernel gives the names, and they are numbers."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text with a path that is no number where the rule seems to want one."""
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or not profile.is_written_here(resolved):
            continue
        if path.startswith(_NUMBERED) or _DIGIT_STAR.search(path) is None:
            continue
        glob, numbers = pattern(folded(path)), pattern(folded(_DIGIT_STAR.sub(_digits, path)))
        if isinstance(glob, BadPattern) or isinstance(numbers, BadPattern):
            continue
        paths = both(Automaton([(glob.expression, 0)]), language(PATHS))
        shown = only_in(paths, Automaton([(numbers.expression, 0)]))
        if isinstance(shown, Found):
            yield LINT.found(
                f"`{rule_text(resolved.written)}` matches `{shown.witness.decode('utf-8', 'backslashreplace')}` too",
                resolved.span,
                help="`[0-9]*` is a digit and then anything; for numbers write `[0-9]{,[0-9]}`, or `@{int}`",
            )


def _digits(found: re.Match[str]) -> str:
    return _DIGITS if found.group().startswith("[0") else f"[1-9]{{,{_DIGITS}}}"
