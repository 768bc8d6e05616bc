"""`mount fstype=ext4 options=(ro, nodev) /dev/sd* -> /mnt/*/,`  `remount options=ro /mnt/,`  `umount /mnt/*/,`"""

from typing import Unpack

from apparmor_dsl.language.ast import MountCondition, MountRule, RemountRule, UmountRule
from apparmor_dsl.language.build.checks import Values, known_words, several, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.mount import OPTIONS


class MountConditions(Qualify, total=False):
    """Conditions of mount rules, and qualifiers. `options` are exactly these flags, `options_in` any of these."""

    fstype: Values
    options: Values
    options_in: Values


def mount(source: str | None = None, mountpoint: str | None = None, **conditions: Unpack[MountConditions]) -> MountRule:
    """Mounting `source` on `mountpoint`; None is any, an empty source is a mount without one."""
    given, qualify = _split(conditions)
    return writable_rule(MountRule(given, source, mountpoint, qualifiers=qualifiers(**qualify)))


def remount(mountpoint: str | None = None, **conditions: Unpack[MountConditions]) -> RemountRule:
    """Changing the options of what is mounted on `mountpoint`."""
    given, qualify = _split(conditions)
    return writable_rule(RemountRule(given, mountpoint, qualifiers=qualifiers(**qualify)))


def umount(mountpoint: str | None = None, **conditions: Unpack[MountConditions]) -> UmountRule:
    """Unmounting what is mounted on `mountpoint`."""
    given, qualify = _split(conditions)
    return writable_rule(UmountRule(given, mountpoint, qualifiers=qualifiers(**qualify)))


def _split(conditions: MountConditions) -> tuple[tuple[MountCondition, ...], Qualify]:
    given = []
    if "fstype" in conditions:
        given.append(MountCondition("fstype", "=", several(conditions["fstype"])))
    if "options" in conditions:
        given.append(MountCondition("options", "=", known_words("mount option", conditions["options"], OPTIONS)))
    if "options_in" in conditions:
        given.append(MountCondition("options", "in", known_words("mount option", conditions["options_in"], OPTIONS)))
    qualify: Qualify = {
        "priority": conditions.get("priority"),
        "audit": conditions.get("audit", False),
        "allow": conditions.get("allow", False),
        "deny": conditions.get("deny", False),
        "prompt": conditions.get("prompt", False),
    }
    return tuple(given), qualify
