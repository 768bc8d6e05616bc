"""A program is to run in a profile that is not there: executing it is refused."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.attachments import attaching
from apparmor_dsl.analysis.lint.facts import Edge, Facts
from apparmor_dsl.analysis.lint.labels import is_glob, near, unknown_parts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity
from apparmor_dsl.diagnostics.source import Span

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Ways out of a profile that lead to no profile. That one is nowhere, only a whole policy can tell."""
    told: set[object] = set()
    for profile in tree.profiles:
        for edge in profile.edges:
            found = _found(edge, profile, tree)
            if found is not None and (found.span, found.message) not in told:
                told.add((found.span, found.message))
                yield found


def _found(edge: Edge, profile: Facts, tree: LintedTree) -> Diagnostic | None:
    if edge.kind == "exec" and (edge.mode is None or edge.mode[0] not in "pPcC" or len(edge.mode) > len("px")):
        return None  # what has a fallback says itself what happens without the profile
    if edge.goal is None:
        return _unnamed(edge, profile, tree) if edge.kind == "exec" else None
    missing = next(unknown_parts(edge.goal, tree), None)
    if missing is None:
        return None
    does = {
        "exec": f"`{edge.path}` is to run",
        "change_profile": "the profile is to change",
        "pivot_root": "it goes on",
    }
    said = f"{does[edge.kind]} in `{missing}`" if edge.kind == "exec" else f"{does[edge.kind]} to `{missing}`"
    if is_glob(missing):
        return None  # who writes a glob counts on profiles to come
    if missing.startswith(f"{profile.name}//"):
        child = missing.removeprefix(f"{profile.name}//")
        return LINT.found(
            f"{said}, and `{profile.name}` has no child `{child}`",
            _way_in(edge),
            labels=_labels(edge),
            help=f"write `profile {child} {{ ... }}` inside of it; without, executing is refused",
        )
    meant = near(missing, tree.by_name)
    if not tree.is_own(edge.span) and meant is None and not tree.complete:
        return None
    return LINT.found(
        f"{said}, a profile that is not among what is linted",
        edge.span if tree.is_own(edge.span) else _way_in(edge),
        help=f"did you mean `{meant}`?" if meant else "define it, or name one that is there",
        severity=Severity.WARNING if tree.complete or meant else Severity.NOTICE,
    )


def _unnamed(edge: Edge, profile: Facts, tree: LintedTree) -> Diagnostic | None:
    """Without a name the profile is found by the program's path: among the children, or among all."""
    if edge.mode is None or edge.path is None:
        return None
    to_child = edge.mode[0] in "cC"
    if not to_child and not tree.complete:
        return None
    parent = profile.name if to_child else None
    candidates = [one for one in tree.profiles if one.parent == parent and not one.is_hat]
    if attaching(edge.path, candidates):
        return None
    what = f"child of `{profile.name}`" if to_child else "profile"
    return LINT.found(
        f"`{edge.path}` is to run in a profile of its own, and no {what} attaches to it",
        _way_in(edge) if to_child or not tree.is_own(edge.span) else edge.span,
        labels=_labels(edge) if to_child else (),
        help="without one, executing is refused: write it, or let the program keep the profile with `ix`",
    )


def _way_in(edge: Edge) -> Span | None:
    return edge.route[0].span if edge.route else edge.span


def _labels(edge: Edge) -> tuple[Label, ...]:
    return (Label(edge.span, "by this rule"),) if edge.route and edge.span else ()
