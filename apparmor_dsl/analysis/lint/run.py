"""Asks the lints about policies, one file at a time and then all together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from apparmor_dsl.analysis.lint.facts import Facts, facts_of
from apparmor_dsl.analysis.lint.lint import Found
from apparmor_dsl.analysis.lint.parts import is_part, parts_of
from apparmor_dsl.analysis.lint.places import file_of
from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.analysis.lint.subject import LintedFile, LintedProfile, LintedTree
from apparmor_dsl.analysis.lint.suppression import Suppression, suppressions
from apparmor_dsl.analysis.systems import choose, target_of
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.compile import compile_policy
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.judge import NEWEST
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.resolved import ResolvedPolicy
from apparmor_dsl.semantics.targets import TARGETS, Target, needs


@frozen
class Finding:
    """A diagnostic, and the profile it was found in; None where it is about the file."""

    diagnostic: Diagnostic
    profile: str | None = None

    def apart_from_the_profile(self) -> object:
        """What another profile's finding has in common with it, if both come from a file that they include."""
        said = self.diagnostic.message
        return (
            self.diagnostic.code,
            self.diagnostic.span,
            said.replace(f"`{self.profile}`", "`...`") if self.profile else said,
        )


@frozen
class FileReport:
    """What one file gives: what is to be said of it, the facts of its profiles, and what its comments keep silent."""

    name: str
    findings: tuple[Finding, ...]
    facts: tuple[Facts, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


@frozen
class Asking:
    """Who is asked, and of what. `own` are the real paths of all files that are linted.

    Without `target` and `features`, each file is taken for what it pins itself.
    """

    selection: Selection
    own: frozenset[str] = frozenset()
    target: Target | None = None
    features: str | None = None


def lint_file(
    policy: ast.PolicyFile, files: PolicyFolders, asking: Asking, *, dialect: Dialect, alone: bool
) -> FileReport:
    """Ask the lints over files and profiles.

    What the compiler says of the file comes first; lints over profiles are not asked where it refuses it. A file that
    is not read `alone`, or has nothing but rules, is one that profiles include: what it means, each of them says.
    """
    abi = next((item for item in policy.statements if isinstance(item, ast.Abi)), None)
    file = _file(policy, abi, dialect, files, asking)
    system = file.system
    asked = asking.selection.asked(system.target)
    found = [Finding(diagnostic) for each in _over(asked, "file") for diagnostic in each.check(file)]
    facts: list[Facts] = []
    said = list(policy.findings)
    alone = alone and not is_part(policy)
    if alone:
        compiled = compile_policy(policy, files, dialect=dialect, file_name="-", target=asking.target)
        said = [_of_elsewhere(one) for one in compiled.diagnostics]
    if alone and not has_errors(said):
        resolved, lost = resolve(policy, files, target=system.target, dialect=dialect)
        known = {(one.code, one.span) for one in said}
        # What the compiler says is for a target that is named; what is judged may be for an older one.
        said += (one for one in lost if (one.code, one.span) not in known)
        if resolved.abi is not None and resolved.abi != abi:
            file = _file(policy, resolved.abi, dialect, files, asking)
        if asking.target is None and dialect == "apparmor":
            file = _for_a_reader(file, resolved)
        for profile in resolved.profiles:
            subject = LintedProfile(profile, resolved, file, asking.own)
            facts.append(facts_of(profile, file.name, subject.model))
            for each in _over(asked, "profile"):
                found += (Finding(diagnostic, profile.name) for diagnostic in each.check(subject))
    of_parts = [(each, each.lint.of_parts) for each in asked if each.lint.of_parts is not None]
    for part, resolved in parts_of(policy, files, system.target, dialect) if of_parts else ():
        subject = LintedProfile(part, resolved, file, asking.own, is_part=True)
        for each, severity in of_parts:
            found += (Finding(evolve(one, severity=severity)) for one in each.check(subject))
    kept = (Finding(one) for one in said if asking.selection.keeps(one))
    return FileReport(file.name, (*kept, *found), tuple(facts), suppressions(policy))


def _for_a_reader(file: LintedFile, policy: ResolvedPolicy) -> LintedFile:
    """The file, for a version that reads it: with `userns,` in it that is none before 4.0, whatever is pinned."""
    rules = (rule.rule for profile in policy.profiles for rule in profile.rules)
    wanted = max((since for rule in rules for _, since in needs(rule)), default=(0, 0))
    if file.system.target.version >= wanted:
        return file
    target = next(target for target in TARGETS.values() if target.version >= wanted)
    return evolve(file, system=evolve(file.system, target=target))


def _file(
    policy: ast.PolicyFile, abi: ast.Abi | None, dialect: Dialect, files: PolicyFolders, asking: Asking
) -> LintedFile:
    """The file, for the system that it names. Of an ABI of other machines the version alone is known."""
    if abi is None or not _is_of_elsewhere(abi, files):
        return LintedFile(policy, dialect, choose(abi, files, asking.target, asking.features).system, files)
    chosen = choose(None, files, asking.target or target_of(abi), asking.features)
    return LintedFile(policy, dialect, chosen.system, files, has_features=asking.features is not None)


def _is_of_elsewhere(abi: ast.Abi, files: PolicyFolders) -> bool:
    return _SHIPPED_ABI.fullmatch(abi.path) is not None and files.include_path(abi) is None


_SHIPPED_ABI: Final = re.compile(r"abi/(?:kernel-[\w.-]+|\d+\.\d+(?:-\w+)?)")
"""Names of ABIs that AppArmor ships. A policy can be reviewed where the one that it pins is not installed."""


def _of_elsewhere(found: Diagnostic) -> Diagnostic:
    """An ABI that only this machine lacks is worth knowing, and no reason to leave the rest unread."""
    text = found.span.text if found.span else ""
    if found.code != "include-not-found" or not text.startswith("abi") or not _SHIPPED_ABI.search(text):
        return found
    return evolve(found, severity=Severity.NOTICE, help="say where it is with --include, to have it looked at")


def joined(reports: Sequence[FileReport], *, selection: Selection, complete: bool) -> tuple[Diagnostic, ...]:
    """Ask the lints over all files together, and leave out what comments keep silent.

    What is found once and again, because several profiles include a file, is said once.
    """
    asked = selection.asked(NEWEST)
    tree = LintedTree(
        [fact for report in reports for fact in report.facts],
        complete=complete,
        files=frozenset(os.path.realpath(report.name) for report in reports),
    )
    found = [finding for report in reports for finding in report.findings]
    found += (Finding(one) for each in _over(asked, "tree") for one in each.check(tree))
    comments = {name: list(each) for name, each in _by_file(reports).items()}
    left = [one for one in _each_once(found) if not _kept_silent(one, comments)]
    names = frozenset(each.lint.name for each in asked)
    every = [one for each in comments.values() for one in each]
    for lint in _over(asked, "suppressions"):
        left += (one for one in lint.check(every, names) if not _kept_silent(one, comments))
    return tuple(sorted(map(selection.with_severity, left), key=_place))


def _over(asked: Iterable[Found], over: str) -> Iterator[Found]:
    return (each for each in asked if each.over == over)


def _by_file(reports: Sequence[FileReport]) -> dict[str, tuple[Suppression, ...]]:
    return {file_of(report.name): report.suppressions for report in reports}


def _kept_silent(found: Diagnostic, comments: dict[str, list[Suppression]]) -> bool:
    """Whether a comment keeps it silent; every comment that does is marked as used."""
    if found.span is None:
        return False
    covering = [
        one for one in comments.get(file_of(found.span.source.name), ()) if one.covers(found.code, found.span.line)
    ]
    for one in covering:
        one.used.add(found.code)
    return bool(covering)


def _each_once(found: Iterable[Finding]) -> list[Diagnostic]:
    """What is said of several profiles for one and the same rule is said of the first, and the others are counted."""
    groups: dict[object, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.apart_from_the_profile(), []).append(one)
    return [_with_others(group) for group in groups.values()]


def _with_others(group: Sequence[Finding]) -> Diagnostic:
    first = group[0]
    names = list(dict.fromkeys(one.profile for one in group if one.profile not in {None, first.profile}))
    if not names:
        return first.diagnostic
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return evolve(first.diagnostic, notes=(*first.diagnostic.notes, f"the same holds for {shown}{more}"))


_MOST_NAMED: Final = 3


def _place(found: Diagnostic) -> tuple[str, int, str]:
    return (found.span.source.name, found.span.start, found.code) if found.span else ("", 0, found.code)
