"""`mount fstype=ext4 options=(ro, nodev) /dev/sd* -> /mnt/*/,`  `remount options=ro /mnt/,`  `umount /mnt/*/,`"""

from typing import Literal

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule

MountConditionName = Literal["fstype", "options"]
MountOperator = Literal["=", "in"]


@frozen
class MountCondition:
    """`options=(ro, nodev)`: exactly these; `options in (ro, nodev)`: any of these, also none.

    `vfstype` is another spelling of `fstype`, and `option` of `options`.
    """

    name: MountConditionName
    operator: MountOperator
    values: tuple[str, ...]


@frozen
class MountRule(BaseRule):
    """Mounting `source` on `mountpoint`. None means any; an empty `source` (`""`) is a mount without a source."""

    conditions: tuple[MountCondition, ...] = ()
    source: str | None = None
    mountpoint: str | None = None


@frozen
class RemountRule(BaseRule):
    """Changing the options of what is mounted on `mountpoint`."""

    conditions: tuple[MountCondition, ...] = ()
    mountpoint: str | None = None


@frozen
class UmountRule(BaseRule):
    """Unmounting what is mounted on `mountpoint`."""

    conditions: tuple[MountCondition, ...] = ()
    mountpoint: str | None = None
