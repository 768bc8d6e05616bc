"""A path is the name of a profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity

_WORD: Final = re.compile(r"[A-Za-z0-9][\w.+-]*")
LINT = Lint(__name__, Severity.NOTICE, Group.maintenance)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Profiles of a file whose name is a path, or a glob of paths, with the word `profile` and without."""
    for profile in file.policy.profiles:
        if profile.name.startswith(("/", "@{")) and profile.attachment is None:
            word = _WORD.search(profile.name.rpartition("/")[2])
            name = word.group() if word else "NAME"
            yield LINT.found(
                f"the path `{profile.name}` is the name of this profile",
                profile.span,
                help=f"name it, and put the path behind the name: `profile {name} {profile.name} {{`",
            )
