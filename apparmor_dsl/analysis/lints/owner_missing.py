"""A rule for files that belong to users says nothing of who owns them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import Permitted
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, both, overlap
from apparmor_dsl.semantics.model.decide import OTHER_SHIFT
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.NOTICE, Group.security, by_default=False)

_PERSONAL: Final = ("/home/*/**", "/root/**", "/run/user/*/**", "/tmp/**", "/var/tmp/**", "/dev/shm/**")  # noqa: S108
"""Where users have files of their own. Source: hier(7), file-hierarchy(7)."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text without `owner` that are about nothing but such places, with a path."""
    known = [one.expression for one in map(pattern, _PERSONAL) if not isinstance(one, BadPattern)]
    personal = Automaton((one, 0) for one in known)
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or resolved.ownership is not None or resolved.access_type == "deny":
            continue
        asked = profile.sides[0].asked(resolved) >> OTHER_SHIFT
        letter = next((one for one in "wr" if asked & ACCESS[one]), None)
        if letter is None or not profile.is_written_here(resolved) or path.startswith(("/**", "/{,**}", "/{**,}")):
            continue
        own = Automaton((each.pattern.expression, 0) for each in profile.sides[0].entries_of(resolved))
        shown = overlap(both(own, personal), Permitted(profile.model.files, ACCESS[letter] << OTHER_SHIFT))
        if isinstance(shown, Found):
            what = "write" if letter == "w" else "read"
            yield LINT.found(
                f"`{rule_text(resolved.written)}` lets `{profile.profile.name}` {what} "
                f"`{shown.witness.decode('utf-8', 'backslashreplace')}`, whoever owns it",
                resolved.span,
                help=f"write `owner {rule_text(resolved.written)}` where it is about the files of one user",
                fix=_with_owner(resolved),
            )


def _with_owner(resolved: ResolvedRule) -> Fix | None:
    """The word before the path, where that is what the rule begins with."""
    span = resolved.span
    if span is None or not span.text.startswith(("/", "@", '"')):
        return None
    return Fix("write `owner`", (Edit(span.source.span(span.start, span.start), "owner "),))
