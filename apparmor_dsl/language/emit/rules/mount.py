"""`mount fstype=ext4 options=(ro, nodev) /dev/sd* -> /mnt/*/,`  `remount options=ro /mnt/,`  `umount /mnt/*/,`"""

from apparmor_dsl.language.ast import MountCondition, MountRule, RemountRule, UmountRule
from apparmor_dsl.language.emit.words import Words, arrow, condition_list, optional


def mount_rule(rule: MountRule) -> Words:
    """The words of a `mount` rule."""
    return ["mount", *_conditions(rule.conditions), *optional(rule.source), *arrow(rule.mountpoint)]


def remount_rule(rule: RemountRule) -> Words:
    """The words of a `remount` rule."""
    return ["remount", *_conditions(rule.conditions), *optional(rule.mountpoint)]


def umount_rule(rule: UmountRule) -> Words:
    """The words of a `umount` rule."""
    return ["umount", *_conditions(rule.conditions), *optional(rule.mountpoint)]


def _conditions(given: tuple[MountCondition, ...]) -> Words:
    return [word for one in given for word in condition_list(one.name, one.operator, one.values)]
