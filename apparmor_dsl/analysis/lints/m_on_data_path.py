"""`m` lets files be mapped as code, and stands on a path of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.edits import relettered
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Fix, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.correctness)

_TAKEN_FOR: Final = re.compile(r"\b(mount|modif)\w*", re.IGNORECASE)
_CODE: Final = ("/dev/", "/usr/", "/lib", "/opt/", "/bin/", "/sbin/", "/proc/", "/sys/", "/memfd:", "/SYSV")
"""Where programs and libraries are, and devices that are mapped."""
_OF_CODE: Final = frozenset({"modules", "plugins", "extensions", "addons"})
"""Folders of people's own programs, whatever the way there."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Own rules with `m` whose comment takes it for something else, or that let the same files be written."""
    comments = {comment.span.line: comment.text for comment in profile.file.policy.comments}
    for resolved in profile.rules(ast.FileRule):
        rule = resolved.rule
        if not isinstance(rule, ast.FileRule) or "m" not in rule.access or rule.path is None:
            continue
        if rule.exec is not None or resolved.access_type == "deny" or not profile.is_own(resolved):
            continue
        text = rule_text(resolved.written)
        taken = _TAKEN_FOR.search(_comment_of(resolved, profile, comments))
        if taken is not None:
            yield LINT.found(
                f"the `m` in `{text}` is not `{taken.group()}`: it lets the files be mapped as code",
                profile.place(resolved),
                help="take the `m` away; mounting is permitted by `mount` rules",
                fix=_without_m(resolved),
            )
        elif "w" in rule.access and not _is_of_code(rule.path) and not is_wide(rule):
            yield LINT.found(
                f"`{text}` lets data be written and mapped as code",
                profile.place(resolved),
                help="take the `m` away, unless programs or libraries are there",
                fix=_without_m(resolved),
                severity=None if rule.path.rpartition("/")[2].startswith(("*", "{,*", "{*")) else Severity.NOTICE,
            )


def _is_of_code(path: str) -> bool:
    *folders, name = path.split("/")
    return path.startswith(_CODE) or ".so" in name or not _OF_CODE.isdisjoint(folders)


def _without_m(resolved: ResolvedRule) -> Fix | None:
    written = resolved.written
    return relettered(written, lambda letters: letters.replace("m", "")) if isinstance(written, ast.FileRule) else None


def _comment_of(rule: ResolvedRule, profile: LintedProfile, comments: dict[int, str]) -> str:
    """The comment behind the rule; none where the rule is of another file."""
    if rule.span is None or rule.span.source.name != profile.file.name:
        return ""
    return comments.get(rule.span.line, "")
