"""Files that are in no mount of the namespace are taken for files below `/`."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

LINT = Lint(__name__, Severity.NOTICE, Group.security)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """The flag without a path of its own. Many programs of other namespaces need it, so this is worth knowing only."""
    flags = profile.model.flags
    if "attach_disconnected" not in flags.paths or flags.where is not None:
        return
    yield LINT.found(
        f"`{profile.profile.name}` takes a disconnected file for one below `/`: a rule for `/etc/x` permits it too",
        profile.profile.span,
        help="give such files a place of their own, `attach_disconnected.path=/disconnected` (AppArmor 4.0), "
        "or take the flag away where no log speaks of a disconnected path",
    )
