"""What a profile may do to change itself though no rule says so: aa_change_hat(2) and aa_change_profile(2) write to
files, which the parser permits by itself where there is a hat or a profile to change to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import Pattern
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

_LOOKING_FOR_APPARMOR: Final = (("/proc/*/attr/apparmor/", "r"), ("/sys/module/apparmor/parameters/enabled", "r"))
_OF_HATS: Final = (("/proc/[0-9]*/attr/{apparmor/,}current", "w"), *_LOOKING_FOR_APPARMOR)
_OF_CHANGING: Final = (("/proc/*/attr/{apparmor/,}{current,exec}", "w"), *_LOOKING_FOR_APPARMOR)
"""To the owner of the file. Source: what 3.0.8, 4.1.8 and 5.0.2 compile."""


def self_change(profile: ResolvedProfile) -> Iterator[Entry]:
    """The entries that no rule of the profile has written."""
    if profile.is_hat or profile.has_children:
        yield from map(_entry, _OF_HATS)
    if any(isinstance(rule.rule, ast.ChangeProfileRule) for rule in profile.rules):
        yield from map(_entry, _OF_CHANGING)


def _entry(said: tuple[str, str]) -> Entry:
    glob, letter = said
    found = pattern(glob)
    if not isinstance(found, Pattern):
        raise Bug(f"{glob}: {found.message}")
    return Entry(found, Kind(ACCESS[letter]))
