"""The program may leave its profile for `unconfined`, or for any profile, when it wants to."""

from __future__ import annotations

from collections.abc import Iterator

from apparmor_dsl.analysis.find import permitting
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.reach import NOBODY, way
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.semantics.model.change_profile import CHANGE, change_key

LINT = Lint(__name__, Severity.WARNING, Group.security)

_UNCONFINED = change_key("unconfined")
_NOBODYS = change_key(NOBODY)


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Each rule that permits it, where no `deny` wins. A profile that confines nothing has nothing to leave."""
    files = profile.model.files
    if profile.model.flags.mode == "unconfined" or not files.ask(_UNCONFINED).allow & CHANGE:
        return
    anywhere = {id(entry.rule) for entry in permitting(files, _NOBODYS, CHANGE)}
    rules = {id(entry.rule): entry.rule for entry in permitting(files, _UNCONFINED, CHANGE)}
    for rule in rules.values():
        if rule is None:
            continue
        where = "any profile, `unconfined` too" if id(rule) in anywhere else "`unconfined`"
        yield LINT.found(
            f"`{profile.profile.name}` may change to {where}: whoever takes it over is not confined",
            profile.place(rule),
            labels=way(profile, rule, "permits it"),
            help="name the profiles that it changes to",
        )
