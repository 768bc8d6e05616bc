"""A path goes through a symbolic link, and a kernel asks about the path behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from apparmor_dsl.analysis.lint.edits import reworded
from apparmor_dsl.analysis.lint.expansions import alternatives
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.symlinks import SYMLINKS, followed, through
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, shortest
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_LISTED: Final = ("/", "/**")
"""What can stand behind a link in a rule that is about the link itself as well."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own file rules of which every alternative goes through a link, if no finer rule names the place behind it."""
    aliased = {
        resolved.span
        for resolved in profile.rules(ast.FileRule)
        if any(step.fragment.startswith("alias ") for step in resolved.origin.route)
    }
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or not profile.is_own(resolved) or resolved.span in aliased:
            continue
        every = [one for one in alternatives(folded(path)) or () if one not in SYMLINKS]
        if not every or any(through(one) is None for one in every):
            continue
        if any(_is_named(followed(one), resolved, profile) for one in every):
            continue
        link, place = through(every[0]) or ("", "")
        yield LINT.found(
            f"`{rule_text(resolved.written)}` matches nothing: `{link}` is a link to `{place}`",
            profile.place(resolved),
            help=f"the kernel asks about the path behind the link: `{place}{every[0].removeprefix(link)}`",
            fix=reworded(resolved.span, f"{link}/", f"{place}/") if "@" not in place else None,
        )


def _is_named(glob: str, by: ResolvedRule, profile: LintedProfile) -> bool:
    """Whether another rule, that does not permit everything, speaks of the same where it really is."""
    found = pattern(glob)
    if isinstance(found, BadPattern):
        return True
    example = shortest(Automaton([(found.expression, 0)]))
    asked = profile.sides[0].asked(by)
    others: Sequence[ResolvedRule] = [
        entry.rule
        for entry in (profile.model.files.matching(example.witness) if isinstance(example, Found) else ())
        if entry.rule is not None and entry.kind.access & asked and entry.rule is not by
    ]
    return any(not is_wide(other.rule) for other in others)
