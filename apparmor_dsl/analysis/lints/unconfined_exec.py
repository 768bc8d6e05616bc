"""A program is executed without any profile."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import shown, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Each rule that has a program executed so. `PUx` and `CUx` do it only where there is no profile: a notice."""
    if profile.model.flags.mode == "unconfined":
        return
    for rule in profile.rules(ast.FileRule):
        if not isinstance(rule.rule, ast.FileRule) or "u" not in (rule.rule.exec or "").lower():
            continue
        if (found := _executed(profile, rule)) is None:
            continue
        path, how = found
        always = how.kind == "unconfined"
        where = "unconfined" if always else "unconfined where it has no profile"
        scrubbed = ", with an environment that may have code loaded into it" if how.unsafe else ""
        yield LINT.found(
            f"`{profile.profile.name}` executes `{path}` {where}{scrubbed}",
            profile.place(rule),
            labels=way(profile, rule, "has it executed so"),
            help=_way_out(rule.rule, how),
            severity=Severity.WARNING if always or how.unsafe else Severity.NOTICE,
        )


def _executed(profile: LintedProfile, rule: ResolvedRule) -> tuple[str, Transition] | None:
    """A program that the rule has executed without a profile, where no other rule decides of it."""
    files = profile.sides[0]
    for place in files.places(rule, Walk(files.budget)):
        decided = files.decided.of_kinds(place.labels)
        for how in (decided.owner_exec, decided.other_exec):
            if how is not None and (how.kind == "unconfined" or how.unconfined_else):
                return shown(place.text), how
    return None


def _way_out(rule: ast.FileRule, how: Transition) -> str:
    if how.unsafe:
        clean = (rule.exec or "").replace("u", "U", 1) if how.kind == "unconfined" else (rule.exec or "").capitalize()
        return f"write `{clean}` to clear the environment; better, `Px` and a profile for it"
    return "write `Px` and a profile for it, or `Cx` and a child profile"
