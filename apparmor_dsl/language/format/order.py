"""Sorting rules where their order says nothing: neither to AppArmor nor to a reader.

AppArmor asks all rules of a profile at once, so most could stand in any order. A reader sees groups: rules that stand
together without a blank line or a comment between them. Only rules of one group change places, and a comment behind a
rule goes with it. Two kinds of rules stay where they are, and nothing passes them: an exec rule that names its target
(the compiled policy numbers the targets in the order of the text) and a limit (a later one for the same resource wins).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, cast

from attrs import evolve

from apparmor_dsl.language import ast
from apparmor_dsl.language.format.layout import flat, pieces
from apparmor_dsl.language.format.statements import Entry
from apparmor_dsl.language.parser.concrete import Branch, words

_Item = TypeVar("_Item", bound=ast.Statement)

_KINDS = (
    *("all_rule", "capability_rule", "network_rule", "unix_rule", "dbus_rule", "signal_rule", "ptrace_rule"),
    *("userns_rule", "io_uring_rule", "mqueue_rule", "mount_rule", "remount_rule", "umount_rule", "pivot_root_rule"),
    *("change_profile_rule", "link_rule", "any_file_rule", "file_rule", "access_first_file_rule"),
)
"""The grammar rules whose statements may change places, in the order in which they then stand."""

_FILES = frozenset({"file_rule", "access_first_file_rule"})
_LAST = _KINDS.index("file_rule")


def sorted_groups(entries: Sequence[Entry], text: str) -> Sequence[Entry]:
    """The entries with each group of rules in order: by kind, files by path, then by all words."""
    made: list[Entry] = []
    for group in _groups(entries):
        placed = sorted(group, key=lambda entry: _key(entry.statement, text))
        # What stands above the group stays there.
        made += [
            evolve(entry, above=place.above, apart=place.apart) for entry, place in zip(placed, group, strict=True)
        ]
    return made


def _groups(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    group: list[Entry] = []
    for entry in entries:
        if group and not (_may_move(group[-1].statement) and _may_move(entry.statement) and _follows(entry)):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _follows(entry: Entry) -> bool:
    return not entry.above and not entry.apart


def _may_move(statement: Branch) -> bool:
    return statement.name in _KINDS and not (statement.name in _FILES and statement.find("target"))


def _key(statement: Branch, text: str) -> tuple[int, str, str]:
    whole = flat(pieces(statement.parts, statement.name, text))
    if statement.name not in _KINDS:
        return -1, "", whole
    path = next((word.value for word in words(statement) if word.kind in {"PATH", "QUOTED_PATH"}), "")
    return min(_KINDS.index(statement.name), _LAST), path if statement.name in _FILES else "", whole


def without_order(policy: ast.PolicyFile) -> ast.PolicyFile:
    """The policy with the rules of each block in a fixed order: two are equal where sorting made one of the other."""
    return evolve(policy, statements=_ordered(policy.statements))


def _ordered(items: Sequence[_Item]) -> tuple[_Item, ...]:
    made: list[_Item] = []
    run: list[_Item] = []
    for item in items:
        if _is_free(item):
            run.append(item)
            continue
        made += sorted(run, key=repr)
        run.clear()
        made.append(cast(_Item, _inside(item)))
    return (*made, *sorted(run, key=repr))


def _is_free(item: ast.Statement) -> bool:
    names_target = isinstance(item, ast.FileRule) and item.target is not None
    return isinstance(item, ast.BaseRule) and not isinstance(item, ast.RlimitRule) and not names_target


def _inside(item: ast.Statement) -> ast.Statement:
    match item:
        case ast.Profile() | ast.Hat() | ast.Block() | ast.Fragment():
            return evolve(item, body=_ordered(item.body))
        case ast.Conditional():
            return evolve(item, then=_ordered(item.then), otherwise=_ordered(item.otherwise))
        case _:
            return item
