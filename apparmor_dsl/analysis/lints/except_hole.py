"""Denies that are meant as "all but these" leave out more, or deny what they were to leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from apparmor_dsl.analysis.find import Permitted, language
from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.negated import Rung, left_out, rungs
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import (
    Automaton,
    Expression,
    Found,
    Never,
    OneOf,
    Repeat,
    Text,
    byte_sets,
    choice,
    in_order,
    only_in,
    overlap,
    without,
)
from apparmor_dsl.semantics.model.file import ACCESS
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

LINT = Lint(__name__, Severity.WARNING, Group.security)

_KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "/proc/": ("bus", "acpi", "asound", "driver", "fs", "irq", "scsi", "tty"),
    "/proc/sys/": ("kernel", "fs", "vm", "net", "dev", "debug", "user"),
    "/proc/sys/kernel/": ("sysrq", "core_pattern", "modprobe", "hotplug", "domainname", "softlockup_panic"),
    "/sys/": ("kernel", "firmware", "devices", "class", "fs", "module", "power", "block", "bus"),
}
"""Names that are there, which show a hole better than any other. Source: proc(5), sysfs(5)."""

_LETTER: Final = OneOf(byte_sets.of(b"abcdefghijklmnopqrstuvwxyz_"))
_NAME: Final = in_order(_LETTER, _LETTER, _LETTER, Repeat(_LETTER))
_ANYTHING: Final = Repeat(OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(b"\0")))


def check_profile(profile: LintedProfile) -> Iterator[Diagnostic]:
    """Denies of a folder with negated classes, and a name that is neither denied nor left out by any of them."""
    families: dict[tuple[str, bool], list[tuple[Rung, ResolvedRule]]] = {}
    for resolved in profile.rules(ast.FileRule):
        path = resolved.rule.path if isinstance(resolved.rule, ast.FileRule) else None
        if path is None or "[^" not in path or resolved.access_type != "deny" or not profile.is_own(resolved):
            continue
        for rung in rungs(folded(path)):
            families.setdefault((rung.folder, rung.below), []).append((rung, resolved))
    told: set[object] = set()
    for (folder, below), family in families.items():
        rule = family[0][1]
        asked = profile.sides[0].asked(rule)
        access = next((bit for letter in "wrlk" if asked & (bit := ACCESS[letter])), 0)
        words = left_out(rung for rung, _ in family)
        if not access or (folder, words) in told:
            continue
        hole = _hole(profile, folder, words, access, below=below)
        if hole is not None:
            told.add((folder, words))
            yield LINT.found(
                f"denies that leave out {_listed(words)} in `{folder}` leave out `{hole}` too",
                profile.place(rule),
                labels=tuple(
                    label for other in _others(family) for label in profile.labels(other, "together with this")
                ),
                help="a negated class leaves out one letter; name what is left out letter by letter",
            )
        for word in words:
            if _is_hit(profile, folder, word, access):
                yield LINT.found(
                    f"`{folder}{word}` is left out here, and denied all the same",
                    profile.place(rule),
                    help="take the class away, or the rule that denies it",
                    severity=Severity.NOTICE,
                )


def _hole(profile: LintedProfile, folder: str, words: tuple[str, ...], access: int, *, below: bool) -> str | None:
    """A path in the folder that is permitted, and not left out: one that is known to be there, where possible."""
    spared = language(_beginning(folder, words))
    may = Permitted(profile.model.files, access)
    known = choice(*(Text(name.encode()) for name in _KNOWN.get(folder, ())))
    for names in (known, _NAME):
        parts: list[Expression] = [Text(folder.encode()), names]
        found = overlap(without(language(in_order(*parts, *([Text(b"/"), _NAME] if below else []))), spared), may)
        if isinstance(found, Found):
            return found.witness.decode()
    return None


def _beginning(folder: str, words: tuple[str, ...]) -> Expression:
    """What begins with one of the words, and the names that are the beginning of one of them."""
    found: list[Expression] = []
    for word in words:
        glob = pattern(folder + word)
        if not isinstance(glob, BadPattern):
            found.append(in_order(glob.expression, _ANYTHING))
        for end in range(1, len(word) if "[" not in word else 0):
            begun = Text(f"{folder}{word[:end]}".encode())
            found += (begun, in_order(begun, Text(b"/"), _ANYTHING))
    return choice(*found)


def _is_hit(profile: LintedProfile, folder: str, word: str, access: int) -> bool:
    """Whether denies refuse all that begins with the word."""
    files = profile.model.files
    denies = Automaton(
        (each.pattern.expression, 0) for each in files.entries if each.kind.mode == "deny" and each.kind.access & access
    )
    glob = pattern(folder + word)
    if isinstance(glob, BadPattern):
        return False
    return isinstance(only_in(language(in_order(glob.expression, _ANYTHING)), denies), Never)


def _others(family: list[tuple[Rung, ResolvedRule]]) -> list[ResolvedRule]:
    first = family[0][1]
    return list({id(rule): rule for _, rule in family if rule is not first}.values())[:3]


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words[:4]) + (", ..." if len(words) > 4 else "")
