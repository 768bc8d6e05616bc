"""A comment says of a rule what the rule does not do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import FILES, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.diagnostics.source import Span
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, both, only_in, without
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_ALL_BUT: Final = (
    re.compile(
        r"\b(?:den|block|forbid|refus)\w+\s+(?:\w+\s+to\s+)?(?:everything|anything|all(?:\s+files)?)\s+"
        r"(?:except|but)\s+(?:for\s+)?(?P<out>[\w./*-]+)\s+(?:in|below|under)\s+(?P<folder>/[\w./-]*)"
    ),
    re.compile(r"\b(?:den|block|forbid|refus)\w+\s+(?P<folder>/[\w./-]+)\s+(?:except|but)\s+(?P<out>/[\w./*-]+)"),
)
_READ_ONLY: Final = re.compile(r"\bread[- ]only\b", re.IGNORECASE)
_READ_ONLY_ACCESS: Final = re.compile(r"\bread[- ]only access\b", re.IGNORECASE)
_MOUNTING: Final = re.compile(r"\b(?:read|write)\b[^.]*\bmount\b", re.IGNORECASE)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with a comment on their line, or alone on the lines above, that claims what can be checked."""
    comments = {comment.span.line: comment.text for comment in profile.file.policy.comments}
    for resolved in profile.rules(ast.FileRule):
        if not profile.is_written_here(resolved) or resolved.span is None:
            continue
        here, above = comments.get(resolved.span.line, ""), _above(resolved.span, comments)
        if resolved.access_type == "deny":
            yield from _hole(resolved, f"{above} {here}", profile)
        elif isinstance(resolved.rule, ast.FileRule):
            yield from _grant(resolved, resolved.rule.access, here, above)


def _above(span: Span, comments: dict[int, str]) -> str:
    """The comment that stands alone on the lines above."""
    found: list[str] = []
    line = span.line - 1
    while (text := comments.get(line)) and span.source.line(line).strip() == text.strip():
        found.insert(0, text)
        line -= 1
    return " ".join(found)


def _grant(rule: ResolvedRule, access: str, here: str, above: str) -> Iterator[Diagnostic]:
    said = rule_text(rule.written)
    if set(access) & {*"wa"} and (_READ_ONLY.search(here) or _READ_ONLY_ACCESS.search(above)):
        yield LINT.found(
            f"the comment says read-only, and `{said}` permits writing",
            rule.span,
            help="take `w` out of the rule, or the claim out of the comment",
        )
    if "m" in access and _MOUNTING.search(f"{above} {here}"):
        yield LINT.found(
            f"the comment says mounting, and the `m` of `{said}` lets files be mapped as code",
            rule.span,
            help="mounting needs a `mount` rule; take the `m` out",
        )


def _hole(rule: ResolvedRule, text: str, profile: LintedProfile) -> Iterator[Diagnostic]:
    """A path that the comment says is denied, and no deny of the profile with this access matches."""
    claim = next((found for one in _ALL_BUT if (found := one.search(text))), None)
    if claim is None or not isinstance(rule.rule, ast.FileRule):
        return
    folder = claim["folder"].rstrip("/.") or ""
    out = claim["out"].rstrip("*")
    out = out if out.startswith("/") else f"{folder}/{out}"
    said, left_out = pattern(f"{folder}/**"), pattern(f"{out}{{,**}}")
    side = profile.sides[0]
    asked = side.asked(rule)
    denying = [one for one in side.decided.entries if one.kind.mode == "deny" and not asked & ~one.kind.access]
    if isinstance(said, BadPattern) or isinstance(left_out, BadPattern):
        return
    claimed = without(Automaton([(said.expression, 0)]), Automaton([(left_out.expression, 0)]))
    hole = only_in(both(claimed, language(FILES)), Automaton((entry.pattern.expression, 0) for entry in denying))
    if isinstance(hole, Found):
        shown = hole.witness.decode("utf-8", "backslashreplace")
        yield LINT.found(
            f"the comment says that everything but `{claim['out']}` is denied, and `{shown}` is not",
            rule.span,
            help="write the rule that does it, or what it does in the comment",
        )
