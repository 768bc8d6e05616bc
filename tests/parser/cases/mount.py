"""Conditions in every spelling and order, sources and mount points in every form."""

from apparmor_dsl.language.ast import MountCondition, MountRule, Qualifiers, RemountRule, UmountRule
from tests.parser.cases import Rule

RO = MountCondition("options", "=", ("ro",))
EXT4 = MountCondition("fstype", "=", ("ext4",))

ROWS = (
    Rule("mount ,", MountRule()),
    Rule("mount fstype = ext4,", MountRule((EXT4,))),
    Rule("mount vfstype=ext4,", MountRule((EXT4,))),
    Rule("mount option=ro,", MountRule((RO,))),
    Rule("mount options=(ro),", MountRule((RO,))),
    Rule("mount options=(ro,nodev),", MountRule((MountCondition("options", "=", ("ro", "nodev")),))),
    Rule("mount options=(ro nodev),", MountRule((MountCondition("options", "=", ("ro", "nodev")),))),
    Rule("mount options = ( ro , nodev ) ,", MountRule((MountCondition("options", "=", ("ro", "nodev")),))),
    Rule("mount options in (ro, nodev),", MountRule((MountCondition("options", "in", ("ro", "nodev")),))),
    Rule("mount options in(ro),", MountRule((MountCondition("options", "in", ("ro",)),))),
    Rule("mount option in (ro),", MountRule((MountCondition("options", "in", ("ro",)),))),
    Rule("mount options=(read-only),", MountRule((MountCondition("options", "=", ("read-only",)),))),
    Rule("mount fstype=(ext3, ext4),", MountRule((MountCondition("fstype", "=", ("ext3", "ext4")),))),
    Rule("mount fstype=ext*,", MountRule((MountCondition("fstype", "=", ("ext*",)),))),
    Rule("mount fstype=fuse.*,", MountRule((MountCondition("fstype", "=", ("fuse.*",)),))),
    Rule("mount options=ro fstype=ext4,", MountRule((RO, EXT4))),
    Rule("mount fstype=ext4 options=ro,", MountRule((EXT4, RO))),
    Rule("mount fstype=ext4 fstype=ext4,", MountRule((EXT4, EXT4))),
    Rule("mount /dev/sda,", MountRule((), "/dev/sda")),
    Rule("mount /dev/sda -> /mnt/,", MountRule((), "/dev/sda", "/mnt/")),
    Rule("mount -> /mnt/,", MountRule((), None, "/mnt/")),
    Rule("mount/a -> /b,", MountRule((), "/a", "/b")),
    Rule('umount"/a b",', UmountRule((), "/a b")),
    Rule("mount /a->/b,", MountRule((), "/a->/b")),
    Rule("mount options=(ro)->\n/mnt/,", MountRule((RO,), None, "/mnt/")),
    Rule("mount none -> /mnt/,", MountRule((), "none", "/mnt/")),
    Rule('mount "/a b" -> "/c d",', MountRule((), "/a b", "/c d")),
    Rule('mount "" -> /mnt/,', MountRule((), "", "/mnt/")),
    Rule("mount @{HOME} -> @{HOME}/x/,", MountRule((), "@{HOME}", "@{HOME}/x/")),
    Rule("mount fstype=proc proc -> /proc/,", MountRule((MountCondition("fstype", "=", ("proc",)),), "proc", "/proc/")),
    Rule("mount /{a,b} -> /c,d,", MountRule((), "/{a,b}", "/c,d")),
    Rule("deny mount options=ro,", MountRule((RO,), qualifiers=Qualifiers(access="deny"))),
    Rule("remount ,", RemountRule()),
    Rule("remount options=ro /mnt/,", RemountRule((RO,), "/mnt/")),
    Rule("remount @{HOME}/,", RemountRule((), "@{HOME}/")),
    Rule("umount ,", UmountRule()),
    Rule("unmount /mnt/,", UmountRule((), "/mnt/")),
    Rule("unmount,", UmountRule()),
    Rule("umount fstype=ext4 /mnt/,", UmountRule((EXT4,), "/mnt/")),
    Rule("audit umount /mnt/*/,", UmountRule((), "/mnt/*/", qualifiers=Qualifiers(audit=True))),
)
