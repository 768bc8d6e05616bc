"""`[0-9]*` is a digit and then anything, and not a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
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
_NUMBERED: Final = re.compile("/proc/|/sys/|/dev/(?!shm/)")
"""Where the kernel gives the names, and they are numbers."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with a path that is no number where the rule seems to want one."""
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or not profile.is_own(resolved):
            continue
        if _NUMBERED.match(path) or _DIGIT_STAR.search(path) is None:
            continue
        shown = _no_number(path)
        if shown is not None:
            yield LINT.found(
                f"`{rule_text(resolved.written)}` matches `{shown}` too",
                profile.place(resolved),
                help="`[0-9]*` is a digit and then anything; for numbers write `[0-9]{,[0-9]}`, or `@{int}`",
            )


@lru_cache(maxsize=4_000)
def _no_number(path: str) -> str | None:
    """A path that the glob matches where there is no number. Globs of abstractions come again in every profile."""
    glob, numbers = pattern(folded(path)), pattern(folded(_DIGIT_STAR.sub(_digits, path)))
    if isinstance(glob, BadPattern) or isinstance(numbers, BadPattern):
        return None
    paths = both(Automaton([(glob.expression, 0)]), language(PATHS))
    shown = only_in(paths, Automaton([(numbers.expression, 0)]))
    return shown.witness.decode("utf-8", "backslashreplace") if isinstance(shown, Found) else None


def _digits(found: re.Match[str]) -> str:
    return _DIGITS if found.group().startswith("[0") else f"[1-9]{{,{_DIGITS}}}"
