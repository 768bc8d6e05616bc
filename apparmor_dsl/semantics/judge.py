"""What AppArmor says of a file: everything that its parser refuses it for, in the version it is asked about."""

from __future__ import annotations

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, Severity, has_errors
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.checks import flags, names, place, written
from apparmor_dsl.semantics.checks.statements import Looking
from apparmor_dsl.semantics.files import Files
from apparmor_dsl.semantics.resolve.full import resolve_placed
from apparmor_dsl.semantics.resolve.inline import inline
from apparmor_dsl.semantics.resolve.origin import Provenance
from apparmor_dsl.semantics.targets import TARGETS, Target
from apparmor_dsl.semantics.unset import UNSET, at_the_include
from apparmor_dsl.semantics.verdict import verdict as of_profile

NEWEST = TARGETS["apparmor-6.0"]


def verdict(
    policy: ast.PolicyFile,
    files: Files,
    *,
    target: Target | None = None,
    origins: Provenance | None = None,
    as_written: bool = True,
) -> tuple[Diagnostic, ...]:
    """What the target's parser, or without one the newest, refuses the file for; nothing where it accepts it.

    The file is AppArmor's own, or one that was composed, with its `origins`; that one is not loaded `as_written`.
    Warnings are among the diagnostics.
    """
    target = target or NEWEST
    placed, said = inline(policy, files, origins)
    found = list(written.check(policy, target)) if as_written else []
    found += [*said, *place.check(placed), *Looking(files, target).check(placed), *names.check(placed)]
    found += names.check_built_in(placed, target)
    resolved, unresolved = resolve_placed(placed, target)
    # What an include that is missing or misplaced would have set is not known, and no further mistake.
    unresolved = tuple(one for one in unresolved if one.code != UNSET or not has_errors(said))
    found += [*at_the_include(unresolved), *names.check_decided(resolved)]
    if not has_errors(found):
        for profile in resolved.profiles:
            found += [*flags.check(profile), *of_profile(profile, target=target)]
    return tuple(dict.fromkeys(_with_comments(one, policy) for one in found))


def wrong_includes(policy: ast.PolicyFile, files: Files) -> tuple[Diagnostic, ...]:
    """What is wrong with the includes of a file that can be read in part: that is so whatever the rest says."""
    _, said = inline(policy, files)
    return tuple(one for one in said if one.severity is Severity.ERROR)


def _with_comments(found: Diagnostic, policy: ast.PolicyFile) -> Diagnostic:
    """An unknown variable points at the comments that look like the include which would have set it."""
    comments = (each.span for each in policy.findings if each.code == "commented-include" and each.span)
    if found.code != UNSET:
        return found
    return evolve(found, labels=(*found.labels, *(Label(span, "this include is a comment") for span in comments)))
