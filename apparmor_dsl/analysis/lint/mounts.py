"""Mounts as lints ask about them: which ones a profile permits, and which ones a rule is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.analysis.find import FILES, PATHS, Permitted, language, permitting
from apparmor_dsl.analysis.lint.subject import LintedProfile
from apparmor_dsl.analysis.requests import MountRequest
from apparmor_dsl.analysis.spelling import spelled
from apparmor_dsl.diagnostics.errors import Bug
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING, OPTIONS
from apparmor_dsl.semantics.automata import (
    BUDGET,
    EMPTY,
    NOTHING,
    Automaton,
    Expression,
    Found,
    OneOf,
    Repeat,
    Text,
    both,
    byte_sets,
    choice,
    in_order,
    only_in,
    overlap,
    shortest,
    without,
)
from apparmor_dsl.semantics.model import mount, regex
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES
from apparmor_dsl.semantics.model.mount_flags import COMMANDS, RECURSIVE, Operation, every_flag, flag, operation_of
from apparmor_dsl.semantics.model.mount_flags import regex as of_flags
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

MOUNT: Final = mount.ACCESS["mount"]
NUL: Final = Text(b"\0")
ANYTHING: Final[Expression] = Repeat(OneOf(byte_sets.EVERY_BYTE & ~byte_sets.of(b"\0")))
"""Any source, or any type."""
POINTS: Final[Expression] = in_order(FILES, Text(b"/"))
"""Any folder but the root."""


def new_mounts(
    *, points: Expression = POINTS, sources: Expression = ANYTHING, fstype: Expression = ANYTHING
) -> Expression:
    """What the kernel asks about new mounts, with any flags that they can have."""
    return _mounts(points, sources, fstype, _of_flags(0, every_flag((4, 1)) & ~COMMANDS))


def plain_mounts() -> Expression:
    """What the kernel asks about new mounts of anything anywhere, to be written, without other flags."""
    return _mounts(POINTS, ANYTHING, ANYTHING, EMPTY)


def binds(*, points: Expression = POINTS, sources: Expression = PATHS, recursive: bool = False) -> Expression:
    """What the kernel asks about binds."""
    return _mounts(points, sources, EMPTY, _of_flags(flag("rbind" if recursive else "bind"), 0))


def questions(points: Expression = POINTS) -> Expression:
    """What the kernel asks about mounts of any kind on such folders."""
    return _mounts(points, ANYTHING, ANYTHING, _of_flags(0, every_flag((4, 1))))


def of_operation(operation: Operation | None) -> Expression:
    """What the kernel asks about mounts of this kind; about those of any kind where that is not said."""
    match operation:
        case "new":
            return new_mounts()
        case "bind":
            return choice(binds(), binds(recursive=True))
        case _:
            return questions()


def _mounts(points: Expression, sources: Expression, fstypes: Expression, flags: Expression) -> Expression:
    return in_order(Text(bytes((CLASSES["mount"],))), points, NUL, sources, NUL, fstypes, NUL, flags)


def _of_flags(required: int, optional: int) -> Expression:
    found = regex.read(of_flags(required, optional))
    if isinstance(found, regex.BadPattern):
        raise Bug(found.message)
    return found.expression


def permitted_by(
    rule: ResolvedRule,
    profile: LintedProfile,
    among: Expression,
    *,
    but: Expression = NOTHING,
    budget: int = BUDGET,
) -> MountRequest | None:
    """A mount among these, `but` for those, that the rule is about and the profile permits."""
    own = automaton_of(profile.sides[1].entries_of(rule))
    asked = without(both(own, language(among)), language(but))
    found = overlap(asked, Permitted(profile.model.classes, MOUNT), budget)
    return request_of(found.witness) if isinstance(found, Found) else None


def left_out(
    entries: Iterable[Entry], operation: Operation | None, profile: LintedProfile, budget: int = BUDGET
) -> MountRequest | None:
    """A mount on a folder that the entries match, that no `deny` refuses and no rule about such mounts permits.

    The profile can permit it all the same: before 4.0, rules permit what they are not about.
    """
    known = [each for each in profile.model.classes.entries if each.kind.access & MOUNT]
    denies = (each for each in known if each.kind.mode == "deny")
    about = (
        each
        for each in known
        if each.kind.mode == "allow" and each.rule is not None and meant(each.rule.rule) in {None, operation or "new"}
    )
    asked = without(both(automaton_of(entries), language(of_operation(operation))), automaton_of(denies))
    found = only_in(asked, automaton_of(about), budget)
    return request_of(found.witness) if isinstance(found, Found) else None


def is_permitted(profile: LintedProfile, request: MountRequest) -> bool:
    """Whether the profile permits the mount."""
    return bool(profile.model.classes.ask(key_of(request)).allow & MOUNT)


def rules_permitting(profile: LintedProfile, request: MountRequest) -> tuple[ResolvedRule, ...]:
    """The rules that permit the mount."""
    found = permitting(profile.model.classes, key_of(request), MOUNT)
    return tuple(entry.rule for entry in found if entry.rule is not None)


def key_of(request: MountRequest) -> bytes:
    """What the kernel asks before the mount."""
    return mount.mount_key(request.mountpoint, request.source or "", request.fstype or "", request.flags)


def request_of(key: bytes) -> MountRequest:
    """The mount that the kernel asks about like this."""
    point, source, fstype, flags = key[1:].split(b"\0", 3)
    source_said = source.decode("utf-8", "backslashreplace") or None
    fstype_said = fstype.decode("utf-8", "backslashreplace") or None
    return MountRequest(point.decode("utf-8", "backslashreplace"), source_said, fstype_said, tuple(_names(flags)))


def _names(flags: bytes) -> Iterator[str]:
    left = 0
    for number in flags:
        left |= 1 << number - 1 if number <= 32 else 0
    for name in (*(name for name in OPTIONS if flag(name) & RECURSIVE), *OPTIONS):
        # Recursive ones first, as they are two flags; `verbose` is another word for `silent`.
        usual = ALIASES.get(name, name) == name and name != "verbose"
        if usual and (bits := flag(name)) and bits & left == bits and name not in CLEARING:
            left &= ~bits
            yield name


def told(request: MountRequest) -> str:
    """The mount in backticks, as `aadsl query` reads it."""
    return f"`{spelled(request)}`"


def entries_of(variant: ast.Rule, rule: ResolvedRule, profile: LintedProfile) -> tuple[Entry, ...]:
    """What the rule would be in the compiled policy, alone, if it said this."""
    alone = evolve(rule, rule=variant)
    return tuple(mount.entries(alone, evolve(profile.profile, rules=(alone,)), profile.system))


def example_of(entries: Iterable[Entry]) -> MountRequest | None:
    """A mount on a folder that the entries match."""
    found = shortest(both(automaton_of(entries), language(questions())))
    return request_of(found.witness) if isinstance(found, Found) else None


def automaton_of(entries: Iterable[Entry]) -> Automaton:
    """The questions that the entries match."""
    return Automaton((each.pattern.expression, 0) for each in entries)


def options_of(rule: ast.MountRule | ast.RemountRule) -> tuple[str, ...]:
    """The options that the rule asks for with `=`, each in its usual spelling."""
    return _options(each for each in rule.conditions if each.operator == "=")


def options_named_in(rule: ast.MountRule | ast.RemountRule) -> tuple[str, ...]:
    """The options that the rule names, be it as a choice, with `in`."""
    return _options(rule.conditions)


def _options(conditions: Iterable[ast.MountCondition]) -> tuple[str, ...]:
    named = (value for each in conditions if each.name == "options" for value in each.values)
    return tuple(ALIASES.get(value, value) for value in named)


def fstypes_of(rule: ast.MountRule | ast.RemountRule) -> tuple[str, ...]:
    """The types of file systems that the rule names, as globs."""
    return tuple(value for each in rule.conditions if each.name == "fstype" for value in each.values)


def are_alike(rule: ast.Rule, others: Iterable[ast.Rule]) -> bool:
    """Whether the others are about mounts of the rule's kind. Before 4.0 they permit what they are not about too."""
    own = meant(rule)
    return own is None or all(meant(other) in {None, own} for other in others)


def meant(rule: ast.Rule) -> Operation | None:
    """What the rule is about, as the kernel would take its options; None where they do not say one thing."""
    match rule:
        case ast.RemountRule():
            return "remount"
        case ast.MountRule() if options := options_of(rule):
            return operation_of(flag(*options))
        case _:
            return None
