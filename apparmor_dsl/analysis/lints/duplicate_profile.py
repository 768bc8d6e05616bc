"""Two files define a profile of the same name: the one that is loaded last replaces the other."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.facts import Facts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.places import is_made
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Profiles that have a name and a namespace in common: a child too, with a profile that is named like it."""
    first: dict[tuple[str | None, str], Facts] = {}
    for profile in tree.profiles:
        if _is_made(profile):
            continue
        other = first.setdefault((profile.namespace, profile.name), profile)
        if other.file == profile.file:
            continue  # twice in one file is not accepted, which is said there
        if other.parent is not None and profile.parent is not None:
            continue  # their parents are what is said
        yield LINT.found(
            f"the profile `{profile.name}` is defined in {other.file} too",
            profile.span,
            labels=(Label(other.span, "the other one"),) if other.span else (),
            help="the kernel keeps the one that is loaded last: rename one, join them, or disable one of the files",
        )


def _is_made(profile: Facts) -> bool:
    """Whether the file is made from another: the two are not loaded beside each other."""
    return profile.span is not None and is_made(profile.span.source)
