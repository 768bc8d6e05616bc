"""`mount`: options that contradict each other, and rules that no mount can ever match.

Source: mnt_rule and gen_flag_rules in parser/mount.cc of 3.0 and 5.0; each case given to apparmor_parser 3.0.8, 4.1.8
and 5.0.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING, PROPAGATION
from apparmor_dsl.semantics.targets import Target, Version

MountLike = ast.MountRule | ast.RemountRule | ast.UmountRule

_RECURSIVE = "recursive"
_RECURSIVELY = frozenset(name for name in PROPAGATION if name.startswith("r")) | {"rbind"}
_CHANGES = frozenset(PROPAGATION) - _RECURSIVELY | {_RECURSIVE}
_COMMANDS = _CHANGES | {"bind", "move", "remount"}
_CHECKED_SINCE: Version = (4, 0)
"""Before, the options of all conditions were one set, and what they contradict in went unnoticed."""


def check(rule: MountLike, target: Target) -> Iterator[Diagnostic]:
    """Options of one condition that exclude each other; conditions that no mount fulfils."""
    if target.version >= _CHECKED_SINCE:
        conflicts = [found for condition in _options(rule, "=") if (found := _conflict(condition.values)) is not None]
        for one, other in conflicts:
            yield error(
                "conflicting-mount-options",
                f"the mount options `{one}` and `{other}` exclude each other",
                rule.span,
                help="delete one of the two, write two rules, or `options in (…)` for any of the options",
            )
        if conflicts:
            return
    if not isinstance(rule, ast.UmountRule) and not _can_match(rule, target):
        yield _never_matches(rule)


def _options(rule: MountLike, operator: str | None = None) -> list[ast.MountCondition]:
    return [each for each in rule.conditions if each.name == "options" and operator in {None, each.operator}]


def _conflict(options: Iterable[str]) -> tuple[str, str] | None:
    """The first two of the options of which one sets what the other clears."""
    words = list(options)
    for word in words:
        cleared = CLEARING.get(_usual(word))
        if cleared is None:
            continue
        for other in words:
            if _sets([cleared]) & _sets([other]):
                return other, word
    return None


def _can_match(rule: ast.MountRule | ast.RemountRule, target: Target) -> bool:
    """Whether the parser makes anything of the rule; it refuses one of which it makes nothing."""
    always = frozenset({"remount"}) if isinstance(rule, ast.RemountRule) else frozenset[str]()
    if target.version < _CHECKED_SINCE:
        # 3.0.8 takes `norelatime` for no flag at all.
        said = [(found.operator, [word for word in found.values if word != "norelatime"]) for found in _options(rule)]
        set_ = always.union(*(_sets(words) if operator == "=" else _bits(words) for operator, words in said))
        # What an option clears is forgotten on a remount.
        cleared = frozenset[str]() if always else frozenset[str]().union(*(_bits(words) for _, words in said))
        return not set_ | cleared or _is_mount(rule, set_, cleared, target)
    exact = [_sets(condition.values) for condition in _options(rule, "=")]
    optional = [_bits(condition.values) for condition in _options(rule, "in")]
    if not exact:
        return not always or any(_is_mount(rule, always, more, target) for more in optional or [_ANY_ON_REMOUNT])
    return any(
        not flags or _is_mount(rule, flags, more, target)
        for flags in (always | found for found in exact)
        for more in optional or [frozenset[str]()]
    )


_ANY_ON_REMOUNT = frozenset({"ro"})
"""Without options a remount may change any of them."""


def _is_mount(
    rule: ast.MountRule | ast.RemountRule, flags: frozenset[str], optional: frozenset[str], target: Target
) -> bool:
    """Whether one of the things that mount(2) does can have these flags, and these if it likes."""
    source = rule.source if isinstance(rule, ast.MountRule) else None
    typed = any(condition.name == "fstype" for condition in rule.conditions)
    if not typed:
        if "remount" in flags and source is None:
            return True
        if flags & {"bind", "move"}:
            return True
        one_path = source is None or (target.version >= _CHECKED_SINCE and rule.mountpoint is None)
        if flags & _CHANGES and one_path:
            return True
    return not flags | optional <= _COMMANDS


def _sets(options: Iterable[str]) -> frozenset[str]:
    """The flags of mount(2) that the options set; those that clear one set none."""
    made: set[str] = set()
    for option in options:
        usual = _usual(option)
        if usual not in CLEARING:
            made |= {usual[1:], _RECURSIVE} if usual in _RECURSIVELY else {_bit(option)}
    return frozenset(made)


def _bits(options: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_bit, options))


def _bit(option: str) -> str:
    """The flag that the option sets or clears."""
    usual = _usual(option)
    usual = CLEARING.get(usual, usual)
    if usual == "verbose":
        return "silent"
    return usual[1:] if usual in _RECURSIVELY else usual


def _usual(option: str) -> str:
    return ALIASES.get(option, option)


def _never_matches(rule: ast.MountRule | ast.RemountRule) -> Diagnostic:
    flags = frozenset[str]().union(*(_sets(condition.values) for condition in _options(rule, "=")))
    if "remount" in flags or isinstance(rule, ast.RemountRule):
        what, way_out = "a remount has no source and no file system type", "leave both out: `remount … /mnt/,`"
    elif any(condition.name == "fstype" for condition in rule.conditions):
        named = next((f"`{name}`" for name in ("bind", "move") if name in flags), "a change of propagation")
        what, way_out = f"{named} has no file system type", "delete `fstype=`"
    else:
        what, way_out = "a change of propagation has no source", "name the mount point alone: `-> /mnt/`"
    return error("mount-never-matches", f"no mount can match this rule: {what}", rule.span, help=way_out)
