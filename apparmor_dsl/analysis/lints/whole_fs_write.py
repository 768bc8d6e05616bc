"""Every file can be written, whatever its name, or every file of the system's own folders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import WRITE, everywhere, reached, way
from apparmor_dsl.analysis.lint.sensitive import WRITTEN
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.lint.wide import permits_all_files
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_FOLDERS: Final = ("/etc", "/usr", "/boot", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/lib", "/lib")
"""The system's own, which packages and administrators write."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a profile. Who permits all else too means it, and often confines by other means: a notice."""
    name = profile.profile.name
    if (wide := everywhere(profile, WRITE)) is not None:
        found = reached(profile, WRITTEN, WRITE)
        among = f", `{found[0].path}` among them" if found else ""
        yield LINT.found(
            f"`{name}` may write every file that no `deny` names{among}",
            profile.place(wide),
            labels=way(profile, wide, "permits it"),
            help="permit the folders that the program writes in",
            severity=Severity.NOTICE if permits_all_files(profile.profile) else Severity.WARNING,
        )
        return
    for folder in _FOLDERS:
        rule = _writing_below(profile, folder)
        if rule is not None:
            yield LINT.found(
                f"`{name}` may write every file below `{folder}/`",
                profile.place(rule),
                labels=way(profile, rule, "permits it"),
                help="permit the files that the program writes by their names",
            )
            return


def _writing_below(profile: LintedProfile, folder: str) -> ResolvedRule | None:
    files, text = profile.model.files, f"{folder}/~/~".encode()
    if not files.ask(text).allow & WRITE:
        return None
    found = permitting(files, text, WRITE)
    return found[0].rule if found else None
