"""Asks the lints about policies, one file at a time and then all together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from apparmor_dsl.analysis.lint.facts import Facts, facts_of
from apparmor_dsl.analysis.lint.lint import Found
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.lint.subject import LintedFile, LintedProfile, LintedTree
from apparmor_dsl.analysis.lint.suppression import Suppression, suppressions
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.full import resolve


@frozen
class FileReport:
    """What one file gives: what is to be said of it, the facts of its profiles, and what its comments keep silent."""

    name: str
    diagnostics: tuple[Diagnostic, ...]
    facts: tuple[Facts, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


@frozen
class Asking:
    """Who is asked, and of what. `own` are the real paths of all files that are linted."""

    system: System
    selection: Selection
    own: frozenset[str] = frozenset()


def lint_file(policy: ast.PolicyFile, files: Files, asking: Asking, *, dialect: Dialect, alone: bool) -> FileReport:
    """Ask the lints over files and profiles.

    What the compiler says of the file comes first; lints over profiles are not asked where it refuses it. A file that
    is not read `alone`, or has nothing but rules, is one that profiles include: what it means, each of them says.
    """
    system, selection = asking.system, asking.selection
    asked = selection.asked(system.target)
    file = LintedFile(policy, dialect, system)
    found = [diagnostic for each in _over(asked, "file") for diagnostic in each.check(file)]
    facts: list[Facts] = []
    said = list(policy.findings)
    alone = alone and (bool(policy.profiles) or not any(isinstance(item, BaseRule) for item in policy.statements))
    if alone:
        said = list(compile_policy(policy, files, dialect=dialect, file_name="-", target=system.target).diagnostics)
    if alone and not has_errors(said):
        resolved, _ = resolve(policy, files, target=system.target, dialect=dialect)
        for profile in resolved.profiles:
            facts.append(facts_of(profile, file.name))
            subject = LintedProfile(profile, resolved, file, asking.own)
            found += (diagnostic for each in _over(asked, "profile") for diagnostic in each.check(subject))
    return FileReport(file.name, (*said, *map(selection.with_severity, found)), tuple(facts), suppressions(policy))


def joined(
    reports: Sequence[FileReport], *, system: System, selection: Selection, complete: bool
) -> tuple[Diagnostic, ...]:
    """Ask the lints over all files together, and leave out what comments keep silent.

    Of what is found twice, because two profiles include a file, the first is kept.
    """
    asked = selection.asked(system.target)
    tree = LintedTree([fact for report in reports for fact in report.facts], complete=complete)
    found = [diagnostic for report in reports for diagnostic in report.diagnostics]
    found += (selection.with_severity(one) for each in _over(asked, "tree") for one in each.check(tree))
    comments = {name: list(each) for name, each in _by_file(reports).items()}
    left = [one for one in _each_once(found) if not _kept_silent(one, comments)]
    names = frozenset(each.lint.name for each in asked)
    every = [one for each in comments.values() for one in each]
    for lint in _over(asked, "suppressions"):
        further = (selection.with_severity(one) for one in lint.check(every, names))
        left += (one for one in further if not _kept_silent(one, comments))
    return tuple(sorted(left, key=_place))


def _over(asked: Iterable[Found], over: str) -> Iterator[Found]:
    return (each for each in asked if each.over == over)


def _by_file(reports: Sequence[FileReport]) -> dict[str, tuple[Suppression, ...]]:
    return {os.path.realpath(report.name): report.suppressions for report in reports}


def _kept_silent(found: Diagnostic, comments: dict[str, list[Suppression]]) -> bool:
    """Whether a comment keeps it silent; every comment that does is marked as used."""
    if found.span is None:
        return False
    covering = [
        one
        for one in comments.get(os.path.realpath(found.span.source.name), ())
        if one.covers(found.code, found.span.line)
    ]
    for one in covering:
        one.used.add(found.code)
    return bool(covering)


def _each_once(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What says the same of the same place but for the other places involved is said once."""
    made: dict[object, Diagnostic] = {}
    for one in found:
        made.setdefault((one.code, one.span, one.message), one)
    return list(made.values())


def _place(found: Diagnostic) -> tuple[str, int, str]:
    return (found.span.source.name, found.span.start, found.code) if found.span else ("", 0, found.code)
