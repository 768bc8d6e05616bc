"""A `^` outside of `[]` stands for itself, and leaves nothing out."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import PATHS, language
from apparmor_dsl.analysis.lint.expansions import alternatives, plain_letters
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import (
    Automaton,
    Both,
    Found,
    OneOf,
    Repeat,
    Subsets,
    both,
    byte_sets,
    only_in,
    overlap,
)
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_LETTERS: Final = (string.ascii_letters + string.digits + "/._-").encode()
_ORDINARY: Final = Automaton([(Repeat(OneOf(byte_sets.of(_LETTERS))), 0)], Subsets())


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules, with a path that shows what the `^` does not do."""
    for resolved in profile.rules(ast.FileRule, ast.LinkRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule | ast.LinkRule) else None
        if path is None or "^" not in path or not profile.is_own(resolved):
            continue
        carets = [at for at, letter in plain_letters(path) if letter == "^"]
        shown = _shown(path, carets) if carets else None
        if shown is None:
            continue
        yield LINT.found(
            f"the `^` in `{rule_text(resolved.written)}` is a character: {shown}",
            profile.place(resolved),
            help="`[^a]` is any character but `a`; for a `^` in a name write `\\^`",
        )


def _shown(path: str, carets: list[int]) -> str | None:
    """Where what stands behind the `^` is matched all the same, or else where what it was to be is not."""
    glob = _paths(path)
    excluded = [_as_read(one.replace("^", "")) for one in alternatives(path) or () if _has_caret(one)]
    if glob is None or not excluded:
        return None
    for one in excluded:
        behind = _paths(one)
        # Names that nobody gives are no witness: nobody meant one with a `^`.
        found = overlap(both(behind, _ORDINARY), glob) if behind is not None else None
        if isinstance(found, Found):
            return f"`{_text(found.witness)}` is matched as well"
    without = "".join(letter for at, letter in enumerate(path) if at not in carets)
    meant = _paths(_as_read(without).replace("[", "[^"))
    found = only_in(both(meant, _ORDINARY), glob) if meant is not None else None
    return f"`{_text(found.witness)}` is not matched" if isinstance(found, Found) else None


def _as_read(glob: str) -> str:
    """The glob as people read it: stars in a class are no letters, and the parser makes something else of them."""
    outside = {at for at, _ in plain_letters(glob)}
    return "".join(letter for at, letter in enumerate(glob) if letter not in "*?" or at in outside)


def _has_caret(glob: str) -> bool:
    return any(letter == "^" for _, letter in plain_letters(glob))


def _paths(glob: str) -> Both[int, int] | None:
    found = pattern(folded(glob))
    return None if isinstance(found, BadPattern) else both(Automaton([(found.expression, 0)]), language(PATHS))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
