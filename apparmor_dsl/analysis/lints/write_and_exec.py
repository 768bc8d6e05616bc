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
    path, one, other = found
    labels = profile.labels(other, "and this lets it be executed") if other is not one else ()
    together = other is one or _file(one) == _file(other)
    yield LINT.found(
        f"`{profile.profile.name}` may write `{path}` and execute it",
        profile.place(one) if together else profile.way_in(one),
        labels=labels if together else (*way(profile, one, "lets it be written"), *labels),
        help="write in one place, and execute from another",
        severity=None if together or _is_here(one, profile) or _is_here(other, profile) else Severity.NOTICE,
    )


def _shortest(profile: LintedProfile) -> tuple[str, ResolvedRule, ResolvedRule] | None:
    """The path, the rule by which it is written, and the one by which it is executed.

    Devices are no code. What may write everything may write programs: `whole-fs-write` says so, unless one rule says
    both.
    """
    files, within = profile.model.files, language(FILES)
    everything = everywhere(profile, WRITE)
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
        return shown(text), one, other
    return None


def _is_here(rule: ResolvedRule, profile: LintedProfile) -> bool:
    """Whether the profile says so itself. What two abstractions come to together is hard to mend in either."""
    return profile.is_written_here(rule)


def _file(rule: ResolvedRule) -> str | None:
    return rule.span.source.name if rule.span else None


def _both(allow: int) -> bool:
    """Whether one half, the owner or the others, may both write and run the file."""
    return any(allow & _WRITE << shift and allow & _RUN << shift for shift in _HALVES)


def _in_both_halves(bits: int) -> int:
    return bits | bits << OTHER_SHIFT
