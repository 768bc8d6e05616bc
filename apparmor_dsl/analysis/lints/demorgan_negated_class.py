"""Negated classes side by side say "not this letter, and then not that", which is not "not this word"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language.ast.walk import texts

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_SIDE_BY_SIDE: Final = re.compile(r"(?:\[\^(?P<letter>[^\]\\])\]){2,}")
_LETTER: Final = re.compile(r"\[\^(.)\]")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Runs of `[^x]` with one letter each, which spell a word that was to be left out."""
    for resolved in profile.rules():
        for text in texts(resolved.rule):
            run = _SIDE_BY_SIDE.search(text)
            if run is None:
                continue
            word = "".join(_LETTER.findall(run.group()))
            # A name with the word's first letter and another second one was not to be left out, and is.
            missed = word[0] + ("z" if word[1] != "z" else "y")
            yield LINT.found(
                f'`{run.group()}` is not "everything but `{word}`": `{missed}…` is left out as well',
                profile.place(resolved),
                help=f"each class negates one letter; name what is left out letter by letter, "
                f"`{{[^{word[0]}]*,{word[0]}[^{word[1]}]*,…}}`",
            )
