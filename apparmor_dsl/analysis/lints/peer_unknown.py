"""A rule is about a peer that no profile has as its name."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.facts import PeerRule
from apparmor_dsl.analysis.lint.labels import is_glob, near, unknown_parts
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedTree
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.WARNING, Group.correctness)


def check_tree(tree: LintedTree) -> Iterator[Diagnostic]:
    """Each place once, however many profiles include it. That a name is nowhere, only a whole policy can tell."""
    told: set[object] = set()
    for profile in tree.profiles:
        for rule in profile.peers:
            if rule.peer is None or rule.span in told or not tree.is_own(rule.span):
                continue
            missing = next(unknown_parts(rule.peer, tree), None)
            if missing is None:
                continue
            told.add(rule.span)
            yield from _found(rule, missing, tree)


def _found(rule: PeerRule, missing: str, tree: LintedTree) -> Iterator[Diagnostic]:
    meant = None if is_glob(missing) else near(missing, tree.by_name)
    what = "label that matches" if is_glob(missing) else "name of"
    if not is_glob(missing) or tree.complete:
        yield LINT.found(
            f"`{missing}`, the peer of this `{rule.kind}` rule, is the {what} no profile of what is linted",
            rule.span,
            help=f"did you mean `{meant}`?" if meant else "a peer is named by its profile, not by its program",
            severity=Severity.WARNING if tree.complete or meant else Severity.NOTICE,
        )
