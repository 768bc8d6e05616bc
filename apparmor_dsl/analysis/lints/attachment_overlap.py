"""Two profiles attach to one program, and nothing says which of them it enters."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.attachments import clashes
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Attachments of profiles, and those of the children of one profile, that match a path equally closely."""
    for parent in dict.fromkeys(profile.parent for profile in tree.profiles):
        beside = [one for one in tree.profiles if one.parent == parent and not one.is_hat]
        for clash in clashes(beside):
            names = f"`{clash.second.name}` or `{clash.first.name}`"
            yield LINT.found(
                f"`{clash.path}` can enter {names}: both attach to it equally closely",
                clash.second.span,
                labels=(Label(clash.first.span, "the other one"),) if clash.first.span else (),
                help="make one attachment narrower: the longer way to the first wildcard wins",
            )
