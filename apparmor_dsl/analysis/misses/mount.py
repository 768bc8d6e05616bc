"""Why a rule of mounts does not match a mount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.analysis.globs import matches
from apparmor_dsl.analysis.looks import kind_of_mount
from apparmor_dsl.analysis.misses.conditions import glob
from apparmor_dsl.analysis.requests import MountRequest, PivotRootRequest, UmountRequest
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING

_COUNTED_WHEN_BOUND: Final = frozenset({"bind", "rbind"})
_KINDS: Final = {"remount", "bind", "rbind", "move"}


def mounting(rule: ast.MountRule | ast.RemountRule, request: MountRequest) -> Iterator[str]:
    """For mount and remount."""
    kind = kind_of_mount(request)
    if isinstance(rule, ast.RemountRule):
        if kind != "remount":
            yield "it is about remounting"
    else:
        yield from glob(rule.source, request.source or ("" if rule.source else None), "the source")
    yield from glob(rule.mountpoint, request.mountpoint, "the mount point")
    if kind == "new" and request.fstype is not None:
        types = [value for each in rule.conditions if each.name == "fstype" for value in each.values]
        if types and not any(matches(each, request.fstype) for each in types):
            yield f"the type is `{', '.join(types)}`, not `{request.fstype}`"
    has = {*request.flags} & _COUNTED_WHEN_BOUND if kind == "bind" else {*request.flags}
    for condition in rule.conditions:
        if condition.name == "options":
            yield from _options(condition, frozenset(has), implied={"remount"} if _remounts(rule) else set())


def _remounts(rule: ast.MountRule | ast.RemountRule) -> bool:
    return isinstance(rule, ast.RemountRule)


def _options(condition: ast.MountCondition, has: frozenset[str], *, implied: set[str]) -> Iterator[str]:
    named = {ALIASES.get(value, value) for value in condition.values}
    wanted = {value for value in named if value not in CLEARING} | implied
    more, less = sorted(has - wanted), sorted(wanted - has)
    spelled = f"options{' in ' if condition.operator == 'in' else '='}({', '.join(condition.values)})"
    if condition.operator == "in":
        if more:
            yield f"`{spelled}` does not have {_listed(more)}"
        return
    if more:
        yield f"`{spelled}` is exact, and the mount has {_listed(more)} too"
    if less:
        yield f"`{spelled}` is exact, and the mount lacks {_listed(less)}"


def unmounting(rule: ast.UmountRule, request: UmountRequest) -> Iterator[str]:
    """For umount."""
    yield from glob(rule.mountpoint, request.mountpoint, "the mount point")


def pivoting(rule: ast.PivotRootRule, request: PivotRootRequest) -> Iterator[str]:
    """For pivot_root."""
    yield from glob(rule.new_root, request.new_root, "the new root")
    yield from glob(rule.old_root, request.old_root, "the old root")


def _listed(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
