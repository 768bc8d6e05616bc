"""A short word between two stars is part of many other names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.find import Permitted
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.automata import Automaton, Found, Repeat, Text, both, choice, in_order, overlap
from apparmor_dsl.semantics.automata.byte_sets import EVERY_BYTE, of
from apparmor_dsl.semantics.automata.expression import OneOf

LINT = Lint(__name__, Severity.NOTICE, Group.correctness, by_default=False)

_SHORT_WORD: Final = re.compile(r"(?:^|/)(?P<name>\.?\*(?P<word>[A-Za-z]{2,4})\*)(?=/|$)")
_NAMES: Final = (
    "analog", "apache2", "apparmor.d", "archives", "background", "backups", "bashrc", "browser", "certificates",
    "client", "contacts", "courses", "database", "discord", "documents", "downloads", "engines", "environment",
    "flatpak", "hostname", "images", "keyboard", "keyrings", "language", "libreoffice", "logrotate", "machine-id",
    "manager", "messages", "monitors", "network", "notifications", "packages", "passwd", "pictures", "plugins",
    "postgresql", "printers", "profiles", "projects", "sessions", "shadow", "ssh", "storage", "systemd",
    "templates", "themes", "thumbnails", "usage", "vscode", "wireguard", "workspace",
)  # fmt: skip
"""Names of files and folders that many systems have, and that small words are part of."""


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Rules of the profile's own text with such a word, and a name that it is part of by accident."""
    anything = Repeat(OneOf(EVERY_BYTE & ~of(b"\0")))
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        found = _SHORT_WORD.search(path or "")
        if found is None or not profile.is_written_here(resolved):
            continue
        names = [name for name in _NAMES if _is_inside(found["word"].lower(), name)]
        if not names:
            continue
        dot = "." if found["name"].startswith(".") else ""
        such = choice(*(Text(f"/{dot}{name}".encode()) for name in names))
        ends = choice(such, in_order(such, Text(b"/"), anything))
        own = Automaton((each.pattern.expression, 0) for each in profile.sides[0].entries_of(resolved))
        shown = overlap(both(own, Automaton([(in_order(anything, ends), 0)])), Permitted(profile.model.files, 0))
        if isinstance(shown, Found):
            yield LINT.found(
                f"`{rule_text(resolved.written)}` matches `{shown.witness.decode('utf-8', 'backslashreplace')}` too",
                resolved.span,
                help=f"name what is meant: `{found['word']}` is part of many names",
            )


def _is_inside(word: str, name: str) -> bool:
    """Whether the word is part of the name, and no word of it."""
    return word in name and word not in re.split(r"[-_.]", name)
