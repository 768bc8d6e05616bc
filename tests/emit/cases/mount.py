"""`mount fstype=ext4 options=(ro, nodev) /dev/sd* -> /mnt/*/,`  `remount options=ro /mnt/,`  `umount /mnt/*/,`"""

from apparmor_dsl.language.ast import MountCondition, MountRule, Qualifiers, RemountRule, UmountRule
from tests.emit.cases import Case, Spelling

RO = MountCondition("options", "=", ("ro",))
RW_BIND = MountCondition("options", "=", ("rw", "bind"))
IN_RO_NODEV = MountCondition("options", "in", ("ro", "nodev"))

CASES = (
    Case("mount,", MountRule()),
    Case("mount /dev/sda1 -> /mnt/,", MountRule(source="/dev/sda1", mountpoint="/mnt/")),
    Case("mount /dev/sda1,", MountRule(source="/dev/sda1")),
    Case("mount -> /mnt/{,**},", MountRule(mountpoint="/mnt/{,**}")),
    Case('mount "" -> /mnt/,', MountRule(source="", mountpoint="/mnt/")),
    Case('mount "/a b" -> "/c,d",', MountRule(source="/a b", mountpoint="/c,d")),
    Case(
        "mount fstype=overlay overlay -> /x/,",
        MountRule((MountCondition("fstype", "=", ("overlay",)),), "overlay", "/x/"),
    ),
    Case(
        "mount fstype=(ext4, xfs) options=ro -> /mnt/,",
        MountRule((MountCondition("fstype", "=", ("ext4", "xfs")), RO), mountpoint="/mnt/"),
    ),
    Case(
        "mount fstype=fuse.{a,b} -> /mnt/,", MountRule((MountCondition("fstype", "=", ("fuse.{a,b}",)),), None, "/mnt/")
    ),
    Case(
        'mount fstype=("{a,b}", "c d") -> /mnt/,',
        MountRule((MountCondition("fstype", "=", ("{a,b}", "c d")),), mountpoint="/mnt/"),
    ),
    Case("mount options=(rw, bind) /a/ -> /b/,", MountRule((RW_BIND,), "/a/", "/b/")),
    Case("mount options in (ro, nodev) -> /b/,", MountRule((IN_RO_NODEV,), mountpoint="/b/")),
    Case("mount options in (ro) -> /b/,", MountRule((MountCondition("options", "in", ("ro",)),), mountpoint="/b/")),
    Case(
        "mount options=nosymfollow -> /b/,",
        MountRule((MountCondition("options", "=", ("nosymfollow",)),), mountpoint="/b/"),
        since=(4, 0),
    ),
    Case("deny mount,", MountRule(qualifiers=Qualifiers(access="deny"))),
    Case("remount,", RemountRule()),
    Case("remount options=ro /mnt/,", RemountRule((RO,), "/mnt/")),
    Case("umount,", UmountRule()),
    Case("umount @{run}/**,", UmountRule(mountpoint="@{run}/**")),
    Case("audit umount /mnt/,", UmountRule(mountpoint="/mnt/", qualifiers=Qualifiers(audit=True))),
)
SPELLINGS = (
    Spelling("mount vfstype=ext4 option=(ro) -> /b/,", "mount fstype=ext4 options=ro -> /b/,"),
    Spelling("mount options=(rw bind) /a/ -> /b/,", "mount options=(rw, bind) /a/ -> /b/,"),
    Spelling("unmount /mnt/,", "umount /mnt/,"),
)
