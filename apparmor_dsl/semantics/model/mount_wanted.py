"""What the rules `mount`, `remount`, `umount` and `pivot_root` ask for, in the one form that the parser has for all.

Source: mnt_rule in parser/mount.cc.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.lines import is_logged
from apparmor_dsl.semantics.model.mount_flags import MODERN, REMOUNT, Options, every_flag, flags_of, options
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule
from apparmor_dsl.semantics.targets import Version

PIVOT_ROOT, MOUNT, UMOUNT = 1, 2, 4

MountRules = ast.MountRule | ast.RemountRule | ast.UmountRule | ast.PivotRootRule


@frozen
class Wanted:
    """The accesses of one rule. `point` and `source` are globs; None means any.

    `required` and `optional` are sets of flags, and each one goes with each one of the other. AppArmor 3 had no more
    than one of either, and its `cleared` are the flags that the rule asks not to be set.
    """

    access: int
    point: str | None = None
    source: str | None = None
    fstypes: tuple[str, ...] = ()
    required: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    cleared: int = 0
    target: str | None = None


def wanted(rule: ast.Rule, version: Version) -> Iterator[Wanted]:
    """What the rule asks for: one thing, and several for `all`."""
    match rule:
        case ast.MountRule():
            asked = Wanted(MOUNT, _path(rule.mountpoint), _path(rule.source), _fstypes(rule.conditions))
            yield _flagged(asked, rule.conditions, version)
        case ast.RemountRule():
            asked = Wanted(MOUNT, _path(rule.mountpoint), None, _fstypes(rule.conditions))
            yield _flagged(asked, rule.conditions, version, remount=True)
        case ast.UmountRule():
            asked = Wanted(UMOUNT, _path(rule.mountpoint), None, _fstypes(rule.conditions))
            yield _flagged(asked, rule.conditions, version)
        case ast.PivotRootRule():
            # 4.1.8 does not look at it where it makes one rule of several.
            target = rule.target if version >= (5, 0) else None
            asked = Wanted(PIVOT_ROOT, _path(rule.new_root), _path(rule.old_root), target=target)
            yield _flagged(asked, (), version)
        case ast.AllRule():
            # What 4.0.1 makes of it permits to remount, and not to mount.
            for access in (UMOUNT, PIVOT_ROOT, *((MOUNT,) if version >= (4, 1) else ())):
                yield _flagged(Wanted(access), (), version)
            yield _flagged(Wanted(MOUNT), (), version, remount=True)
        case _:
            return


def merged(asked: Wanted, by: ResolvedRule, profile: ResolvedProfile, system: System) -> int:
    """The accesses of all rules of the profile that ask for the same paths with the same options.

    The parsers since 4.0 make one rule of them, and each access goes to the strings of all of them: next to `mount,` a
    `umount,` is in force where something is mounted, too. The kernel never asks for that, but it is compiled.
    """
    if system.target.version < MODERN:
        return asked.access
    return _accesses(_Identical(profile, system))[_request(asked, by, system)]


@frozen(eq=False)
class _Identical:
    """A profile on a system, equal to itself alone: comparing what is in them would take longer than what it saves."""

    profile: ResolvedProfile
    system: System

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identical) and self.profile is other.profile and self.system is other.system

    def __hash__(self) -> int:
        return hash((id(self.profile), id(self.system)))


@lru_cache(maxsize=4)
def _accesses(of: _Identical) -> Mapping[object, int]:
    """For each thing that the rules of the profile ask for, the accesses of all that ask for it."""
    found: dict[object, int] = {}
    for rule in of.profile.rules:
        if isinstance(rule.rule, MountRules | ast.AllRule):
            for asked in wanted(rule.rule, of.system.target.version):
                request = _request(asked, rule, of.system)
                found[request] = found.get(request, 0) | asked.access
    return found


def _request(asked: Wanted, by: ResolvedRule, system: System) -> object:
    # The parser tells `allow` from nothing at all here.
    qualifiers = by.priority, is_logged(by, system), by.rule.qualifiers.access
    return evolve(asked, access=0, fstypes=tuple(sorted(asked.fstypes))), qualifiers


def _flagged(
    asked: Wanted, conditions: tuple[ast.MountCondition, ...], version: Version, *, remount: bool = False
) -> Wanted:
    said = [(each.operator, options(each.values, version)) for each in conditions if each.name == "options"]
    exact = [each for operator, each in said if operator == "="]
    loose = [each.set | each.clear for operator, each in said if operator == "in"]
    if version < MODERN:
        return _together(asked, exact, loose, version, remount=remount)
    always = REMOUNT if remount else 0
    if not said:
        every = every_flag(version)
        rest = flags_of("remount", version) & ~REMOUNT if remount else every
        return evolve(asked, required=(always or every,), optional=(rest,))
    return evolve(
        asked,
        required=tuple(each.set | always for each in exact) or (always,),
        optional=tuple(loose) or (0,),
    )


def _together(asked: Wanted, exact: list[Options], loose: list[int], version: Version, *, remount: bool) -> Wanted:
    """AppArmor 3: the flags of all conditions are one set, and what is both set and cleared is optional."""
    flags = cleared = 0
    for each in exact:
        flags |= each.set
        cleared |= each.clear
    for more in loose:
        flags |= more
        cleared |= more
    if remount:
        # What is cleared is forgotten: `remount options in (nodev)` wants `nodev`.
        flags, cleared = flags | REMOUNT, 0
    elif not flags | cleared:
        flags = cleared = every_flag(version)
    return evolve(asked, required=(flags,), optional=(flags & cleared,), cleared=cleared)


def _path(glob: str | None) -> str | None:
    return None if glob is None else folded(glob)


def _fstypes(conditions: tuple[ast.MountCondition, ...]) -> tuple[str, ...]:
    return tuple(value for each in conditions if each.name == "fstype" for value in each.values)
