"""The program may talk to an engine that starts containers or machines as root."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import WRITE, reached, way
from apparmor_dsl.analysis.lint.sensitive import SOCKETS
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_wide
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)


def _speaks_of(rule: ResolvedRule, path: str) -> bool:
    """Behind the link `/var/run` nothing is permitted: who names it does not know, and `/var/**` does not name it."""
    written = rule.rule.path if isinstance(rule.rule, ast.FileRule) else None
    return not path.startswith("/var/run/") or "/run/" in (written or "")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits writing to the socket, apart from those that permit every file."""
    said: set[int] = set()
    for one in reached(profile, SOCKETS, WRITE):
        rule = next((rule for rule in one.rules if not is_wide(rule.rule) and _speaks_of(rule, one.path)), None)
        if rule is None or id(rule) in said:
            continue
        said.add(id(rule))
        engine = one.files.gives
        yield LINT.found(
            f"`{profile.profile.name}` may write to `{one.path}`: whoever talks to {engine} is root on its host",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="put a proxy in between that lets through what is needed, or use an engine without root",
        )
