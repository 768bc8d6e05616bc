"""Some file can be written, and then executed or mapped as code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import FILES, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import WRITE, everywhere, is_by_name, rules_for, shown, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.automata import BUDGET, Together, Walk
from apparmor_dsl.semantics.model.decide import EXECUTE, MMAP, OTHER_SHIFT
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_WRITE = ACCESS["w"] | ACCESS["a"]
_RUN = EXECUTE | MMAP
_HALVES = (0, OTHER_SHIFT)
_DEVICES: Final = re.compile(rb"/dev/(?!shm/)")


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a profile, with the shortest path: where there is one such path, there are mostly many."""
    if permits_all_files(profile.profile):
        return
    if (found := _shortest(profile)) is None:
        return
    path, one, other, severity = found
    labels = profile.labels(other, "and this lets it be executed") if other is not one else ()
    together = other is one or _file(one) == _file(other)
    yield LINT.found(
        f"`{profile.profile.name}` may write `{path}` and execute it",
        profile.place(one) if together else profile.way_in(one),
        labels=labels if together else (*way(profile, one, "lets it be written"), *labels),
        help="write in one place, and execute from another",
        severity=severity,
    )


def _shortest(profile: LintedProfile) -> tuple[str, ResolvedRule, ResolvedRule, Severity] | None:
    """The path, the rule by which it is written, the one by which it is executed, and how bad that is.

    Devices are no code. What may write everything may write programs: `whole-fs-write` says so, unless one rule says
    both.
    """
    files, within = profile.model.files, language(FILES)
    everything = everywhere(profile, WRITE)
    notice = None
    paths = Walk(BUDGET).states(Together(files, within), lambda states: _both(files.at_most(states[0])))
    for (state, inside), text in paths:
        if not within.accepts(inside) or not _both(files.permissions(state).allow) or _DEVICES.match(text):
            continue
        writing = [rule for rule in rules_for(files, text, _in_both_halves(_WRITE)) if not is_by_name(rule)]
        running = [rule for rule in rules_for(files, text, _in_both_halves(_RUN)) if not is_by_name(rule)]
        one, other = next(iter(writing), None), next(iter(running), None)
        if one is None or other is None or (one is everything and other is not one):
            continue
        if not profile.is_own(one) and not profile.is_own(other):
            continue  # two rules of somebody else: `abstractions/base` has such, and is in nearly every profile
        if _is_mended_here(one, other, profile, files.permissions(state).allow):
            return shown(text), one, other, Severity.WARNING
        notice = notice or (shown(text), one, other, Severity.NOTICE)
    return notice


def _is_mended_here(one: ResolvedRule, other: ResolvedRule, profile: LintedProfile, allow: int) -> bool:
    """Whether a rule says both, or the profile has a say in what is executed.

    What two abstractions come to together is hard to mend in either; and by `abstractions/base` every library of the
    system may be mapped, also where one program writes what is its own.
    """
    if one is other or profile.is_written_here(other):
        return True
    return profile.is_written_here(one) and bool(allow & _in_both_halves(EXECUTE))


def _file(rule: ResolvedRule) -> str | None:
    return rule.span.source.name if rule.span else None


def _both(allow: int) -> bool:
    """Whether one half, the owner or the others, may both write and run the file."""
    return any(allow & _WRITE << shift and allow & _RUN << shift for shift in _HALVES)


def _in_both_halves(bits: int) -> int:
    return bits | bits << OTHER_SHIFT
