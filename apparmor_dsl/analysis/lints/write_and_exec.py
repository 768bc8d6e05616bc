"""Some file can be written, and then executed or mapped as code."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.find import FILES, find, language, permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import Found
from apparmor_dsl.semantics.model.decide import EXECUTE, MMAP, OTHER_SHIFT
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.permissions import Permissions

LINT = Lint(__name__, Severity.WARNING, Group.security)

_WRITE = ACCESS["w"] | ACCESS["a"]
_RUN = EXECUTE | MMAP
_HALVES = (0, OTHER_SHIFT)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """One finding a profile, with the shortest path: where there is one such path, there are mostly many."""
    files = profile.model.files
    if any(_is_everything(rule.rule) for rule in profile.rules()):
        return  # whoever writes `file,` confines by other means, and knows
    found = find(files, _both, language(FILES))
    if not isinstance(found, Found):
        return
    path = found.witness.decode("utf-8", "backslashreplace")
    writing = permitting(files, found.witness, _in_both_halves(_WRITE))
    running = permitting(files, found.witness, _in_both_halves(_RUN))
    if not writing or not running or writing[0].rule is None or running[0].rule is None:
        return
    one, other = writing[0].rule, running[0].rule
    labels = profile.labels(other, "and this lets it be executed") if other is not one else ()
    yield LINT.found(
        f"`{profile.profile.name}` may write `{path}` and execute it",
        profile.place(one),
        labels=labels,
        help="write in one place, and execute from another",
    )


def _is_everything(rule: ast.Rule) -> bool:
    bare = isinstance(rule, ast.AllRule) or (isinstance(rule, ast.FileRule) and rule.path is None)
    return bare and rule.qualifiers.access != "deny"


def _both(permissions: Permissions) -> bool:
    """Whether one half, the owner or the others, may both write and run the file."""
    return any(permissions.allow & _WRITE << shift and permissions.allow & _RUN << shift for shift in _HALVES)


def _in_both_halves(bits: int) -> int:
    return bits | bits << OTHER_SHIFT
