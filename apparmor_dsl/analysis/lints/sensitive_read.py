"""A secret can be read: hashes of passwords, private keys, the kernel's memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import READ, Reached, by_rule, everywhere, reached, rules_for, way
from apparmor_dsl.analysis.lint.sensitive import READ as SECRETS
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import is_bare
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.capability import capability_bit
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_HOMES: Final = ("/home/", "/root/")
"""Where people's files are. Below them no policy mentions `~/~/~`: who may read it may read about everything there."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding for each rule that permits it.

    A notice, where it is meant: by the file's name, by `/** r,`, or because people have the program read their files.
    """
    everything = everywhere(profile, READ)
    for rule, found in by_rule([one for one in reached(profile, SECRETS, READ) if _is_readable(one, profile)]):
        if is_bare(rule.rule):
            continue
        others = ", ".join(f"`{one.path}`" for one in found[1:])
        yield LINT.found(
            f"`{profile.profile.name}` may read `{found[0].path}`, which {found[0].files.gives}",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="permit the files that the program reads, or refuse this one with a `deny`",
            notes=(f"by the same rule it may read {others}",) if others else (),
            severity=Severity.NOTICE if rule is everything or _is_meant(rule, found[0].path, profile) else None,
        )


def _is_readable(one: Reached, profile: LintedProfile) -> bool:
    """Whether the capability is held that a kernel asks for beside. Source: open_kcore in its fs/proc/kcore.c."""
    held = profile.model.capabilities.allow & capability_bit("sys_rawio", profile.system)
    return one.path != "/proc/kcore" or bool(held)


def _is_meant(rule: ResolvedRule, path: str, profile: LintedProfile) -> bool:
    home = next((home for home in _HOMES if path.startswith(home)), None)
    if _names_it(rule, path):
        return True
    return home is not None and rule in rules_for(profile.model.files, f"{home}~/~/~".encode(), READ)


def _names_it(rule: ResolvedRule, path: str) -> bool:
    """Whether the name of the file stands in the rule as it is."""
    return isinstance(rule.rule, ast.FileRule) and path.rpartition("/")[2] in (rule.rule.path or "")
