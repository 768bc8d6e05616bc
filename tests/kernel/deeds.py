"""What programs do, under which rules, and what comes of it: the table that kernels and the model are held to.

A row is a sentence, the rules of the profile, what is done, and its end: DONE, or the errno. What refuses is told by
the errno: EACCES is AppArmor, EPERM a capability. Where kernels, or the parsers that compiled for them, differ, the row
says so. `asks` are the questions whose answers decide; the deed is done when all of them are permitted.
"""

from collections.abc import Mapping
from errno import EACCES, EPERM
from typing import Final

from attrs import field, frozen

from apparmor_dsl.semantics.model.exec_transition import Transition
from tests.kernel.harness import Step
from tests.kernel.kernels import BOOKWORM, KERNELS, TRIXIE, Kernel
from tests.kernel.questions import (
    Ask,
    Capability,
    Goes,
    Limit,
    change_now,
    change_on_exec,
    link,
    may,
    mounting,
    of_class,
    pivoting,
    signalling,
    socket,
    tracing,
    unmounting,
)

DONE: Final = 0

RDONLY, NOSUID, REMOUNT, BIND, MOVE, REC = 1, 2, 32, 0x1000, 0x2000, 0x4000
SILENT, PRIVATE, SLAVE = 0x8000, 1 << 18, 1 << 19
"""Of mount(2)."""
INET, NETLINK, PACKET, UNIX = 2, 16, 17, 1
STREAM, DATAGRAM, RAW = 1, 2, 3
NOFILE: Final = 7
SQPOLL: Final = 2
SYSRQ: Final = "/proc/sysrq-trigger"


@frozen
class Deed:
    """One row. `does` ends with the step that is judged."""

    sentence: str
    rules: str
    does: tuple[Step, ...]
    ends: int | Mapping[Kernel, int]
    asks: tuple[Ask, ...] = ()
    before: tuple[Step, ...] = ()
    flags: str = ""
    kernels: tuple[Kernel, ...] = field(default=KERNELS)
    text: str | None = None

    def end(self, kernel: Kernel) -> int:
        """How it ends on this kernel."""
        return self.ends if isinstance(self.ends, int) else self.ends[kernel]


def _file(path: str) -> Step:
    return ("file", path, "content")


def _mount(source: str, target: str, fstype: str = "", flags: int = 0, data: str = "") -> Step:
    return ("mount", source, target, fstype, flags, data)


MOUNT_ALL: Final = "file, capability, mount, umount, pivot_root,"

FILES: Final = (
    Deed(
        "a file is not read without a rule",
        "/data/other r,",
        (("open", "/data/a", "r"),),
        EACCES,
        (may("r", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "a file is read with one",
        "/data/a r,",
        (("open", "/data/a", "r"),),
        DONE,
        (may("r", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "read is not write",
        "/data/a r,",
        (("open", "/data/a", "rw"),),
        EACCES,
        (may("rw", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "deny wins, and stands before the allow",
        "deny /data/a w, /data/** rw,",
        (("open", "/data/a", "w"),),
        EACCES,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "deny wins, and stands behind it",
        "/data/** rw, deny /data/a w,",
        (("open", "/data/a", "w"),),
        EACCES,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "deny takes away what it names and no more",
        "/data/** rw, deny /data/a w,",
        (("open", "/data/a", "r"),),
        DONE,
        (may("r", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "a deny of executing wins over one program",
        "deny /tools/** x, /tools/curl ix,",
        (("exec", "/tools/curl"),),
        EACCES,
        (may("x", "/tools/curl"),),
        (("program", "/tools/curl"),),
    ),
    Deed(
        "a deny is enforced where a profile only complains",
        "deny /data/a w,",
        (("open", "/data/a", "w"),),
        EACCES,
        before=(_file("/data/a"),),
        flags="complain",
    ),
    Deed(
        "an audited deny is complained of, and not enforced, where a profile only complains",
        "audit deny /data/a w,",
        (("open", "/data/a", "w"),),
        DONE,
        before=(_file("/data/a"),),
        flags="complain",
    ),
    Deed(
        "a profile that complains refuses nothing else",
        "deny /data/a w,",
        (("open", "/data/b", "w"),),
        DONE,
        before=(_file("/data/b"),),
        flags="complain",
    ),
    Deed(
        "`/x/**` is not the folder itself: listing",
        "/x/** rw,",
        (("open", "/x", "r"),),
        EACCES,
        (may("r", "/x/"),),
        (("folder", "/x"),),
    ),
    Deed(
        "`/x/**` is not the folder itself: making",
        "/x/** rw,",
        (("mkdir", "/x"),),
        EACCES,
        (may("w", "/x/"),),
    ),
    Deed(
        "`/x/{,**}` is the folder too: listing",
        "/x/{,**} rw,",
        (("open", "/x", "r"),),
        DONE,
        (may("r", "/x/"),),
        (("folder", "/x"),),
    ),
    Deed("`/x/{,**}` is the folder too: making", "/x/{,**} rw,", (("mkdir", "/x"),), DONE, (may("w", "/x/"),)),
    Deed(
        "`/x/**` is all below: making a folder",
        "/x/** rw,",
        (("mkdir", "/x/y"),),
        DONE,
        (may("w", "/x/y/"),),
        (("folder", "/x"),),
    ),
    Deed(
        "`/x/{,**/}` is folders and no file in them",
        "/x/{,**/} r,",
        (("open", "/x/y/a", "r"),),
        EACCES,
        (may("r", "/x/y/a"),),
        (_file("/x/y/a"),),
    ),
    Deed(
        "a star stays in its folder",
        "/x/* r,",
        (("open", "/x/y/a", "r"),),
        EACCES,
        (may("r", "/x/y/a"),),
        (_file("/x/y/a"),),
    ),
    Deed(
        "two stars do not",
        "/x/** r,",
        (("open", "/x/y/a", "r"),),
        DONE,
        (may("r", "/x/y/a"),),
        (_file("/x/y/a"),),
    ),
    Deed(
        "a `^` outside of a class is a character",
        "/x/** r, deny /x/{*,**^[0-9]*} r,",
        (("open", "/x/y/1", "r"),),
        DONE,
        (may("r", "/x/y/1"),),
        (_file("/x/y/1"),),
    ),
    Deed(
        "a negated class is one character: sysrq is not `shm*` and not denied either",
        "/** rw, deny /proc/sys/kernel/{?,??,[^s][^h][^m]**} w,",
        (("open", "/proc/sys/kernel/sysrq", "w"),),
        DONE,
        (may("w", "/proc/sys/kernel/sysrq"),),
    ),
    Deed(
        "a negated class is one character: hostname is denied",
        "/** rw, deny /proc/sys/kernel/{?,??,[^s][^h][^m]**} w,",
        (("open", "/proc/sys/kernel/hostname", "w"),),
        EACCES,
        (may("w", "/proc/sys/kernel/hostname"),),
    ),
    Deed(
        "paths are those behind symbolic links",
        "/var/run/a r,",
        (("open", "/var/run/a", "r"),),
        EACCES,
        (may("r", "/run/a"),),
        (_file("/run/a"), ("folder", "/var"), ("symlink", "/run", "/var/run")),
    ),
    Deed(
        "the owner's rule is the owner's",
        "owner /data/a r,",
        (("open", "/data/a", "r"),),
        DONE,
        (may("r", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "the owner's rule is nobody else's, root's neither",
        "capability, owner /data/a r,",
        (("open", "/data/a", "r"),),
        EACCES,
        (may("r", "/data/a", owner=False),),
        (_file("/data/a"), ("chown", "/data/a", 1)),
    ),
    Deed(
        "appending is less than writing",
        "/data/a a,",
        (("open", "/data/a", "w"),),
        EACCES,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "appending is permitted by `a`",
        "/data/a a,",
        (("open", "/data/a", "wa"),),
        DONE,
        (may("a", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "writing contains creating",
        "/data/new w,",
        (("open", "/data/new", "wc"),),
        DONE,
        (may("w", "/data/new"),),
        (("folder", "/data"),),
    ),
    Deed(
        "writing contains removing",
        "/data/a w,",
        (("unlink", "/data/a"),),
        DONE,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "reading does not", "/data/a r,", (("unlink", "/data/a"),), EACCES, (may("w", "/data/a"),), (_file("/data/a"),)
    ),
    Deed(
        "renaming asks to read and write what is moved",
        "/data/a w, /data/b w,",
        (("rename", "/data/a", "/data/b"),),
        EACCES,
        (may("rw", "/data/a"), may("w", "/data/b")),
        (_file("/data/a"),),
    ),
    Deed(
        "renaming",
        "/data/a rw, /data/b w,",
        (("rename", "/data/a", "/data/b"),),
        DONE,
        (may("rw", "/data/a"), may("w", "/data/b")),
        (_file("/data/a"),),
    ),
    Deed(
        "a symbolic link is made where one may write",
        "/data/new w,",
        (("symlink", "/etc/shadow", "/data/new"),),
        DONE,
        (may("w", "/data/new"),),
        (("folder", "/data"),),
    ),
    Deed(
        "the mode of a file is changed by those who may write it",
        "/data/a r,",
        (("chmod", "/data/a"),),
        EACCES,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "the owner of a file is changed by those who may write it",
        "capability, /data/a w,",
        (("chown", "/data/a", 1),),
        DONE,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "a file is cut by those who may write it",
        "/data/a a,",
        (("truncate", "/data/a"),),
        EACCES,
        (may("w", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed("looking at a file needs no rule", "/data/b r,", (("stat", "/data/a"),), DONE, before=(_file("/data/a"),)),
    Deed(
        "locking is `k`",
        "/data/a rk,",
        (("lock", "/data/a", "shared"),),
        DONE,
        (may("rk", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "an exclusive lock asks to write as well",
        "/data/a rk,",
        (("lock", "/data/a", "exclusive"),),
        EACCES,
        (may("wk", "/data/a"),),
        (_file("/data/a"),),
        text="flock",
    ),
    Deed(
        "locking is not in `rw`",
        "/data/a rw,",
        (("lock", "/data/a", "shared"),),
        EACCES,
        (may("rk", "/data/a"),),
        (_file("/data/a"),),
        text="flock",
    ),
    Deed("mapping is `m`", "/data/a rm,", (("mmap", "/data/a"),), DONE, (may("rm", "/data/a"),), (_file("/data/a"),)),
    Deed(
        "mapping is not in `rw`",
        "/data/a rw,",
        (("mmap", "/data/a"),),
        EACCES,
        (may("rm", "/data/a"),),
        (_file("/data/a"),),
        text="mmap",
    ),
    Deed(
        "a link is a pair",
        "/data/** rw, link /data/new -> /data/a,",
        (("link", "/data/a", "/data/new"),),
        DONE,
        (link("/data/new", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "a link to another file is another pair",
        "/data/** rw, link /data/new -> /data/a,",
        (("link", "/data/b", "/data/new"),),
        EACCES,
        (link("/data/new", "/data/b"),),
        (_file("/data/b"),),
    ),
    Deed(
        "`l` without what the link leads to",
        "/data/new rl, /data/a r,",
        (("link", "/data/a", "/data/new"),),
        DONE,
        (link("/data/new", "/data/a"),),
        (_file("/data/a"),),
    ),
    Deed(
        "a link must not permit more than the file",
        "/data/new rwl, /data/a r,",
        (("link", "/data/a", "/data/new"),),
        EACCES,
        before=(_file("/data/a"),),
    ),
    Deed(
        "a device is made with a capability and a rule",
        "capability mknod, /data/null rw,",
        (("mknod", "/data/null"),),
        DONE,
        (may("w", "/data/null"), Capability("mknod")),
        (("folder", "/data"),),
    ),
    Deed(
        "a device is not made without the capability",
        "/data/null rw,",
        (("mknod", "/data/null"),),
        EPERM,
        (may("w", "/data/null"), Capability("mknod")),
        (("folder", "/data"),),
    ),
)

_TOOL: Final = (("program", "/tools/run"),)
_RUN: Final = (("exec", "/tools/run"),)


def _goes(transition: Transition) -> Goes:
    return Goes("/tools/run", transition)


EXECUTIONS: Final = (
    Deed(
        "`ix` keeps the profile",
        "/tools/run ix,",
        _RUN,
        DONE,
        (_goes(Transition(inherits=True)),),
        _TOOL,
        text="@ (enforce)",
    ),
    Deed(
        "`px` goes to a profile by name",
        "/tools/run px -> deeds-other,",
        _RUN,
        DONE,
        (_goes(Transition("named", "deeds-other", unsafe=True)),),
        _TOOL,
        text="deeds-other (enforce)",
    ),
    Deed(
        "`px` to a profile that is not there is refused",
        "/tools/run px -> deeds-nowhere,",
        _RUN,
        EACCES,
        before=_TOOL,
    ),
    Deed(
        "`pix` then keeps the profile",
        "/tools/run pix,",
        _RUN,
        DONE,
        asks=(_goes(Transition("profile", inherits=True, unsafe=True)),),
        before=_TOOL,
        text="@ (enforce)",
    ),
    Deed(
        "`pux` then leaves it",
        "/tools/run pux,",
        _RUN,
        DONE,
        asks=(_goes(Transition("profile", unconfined_else=True, unsafe=True)),),
        before=_TOOL,
        text="unconfined",
    ),
    Deed(
        "`ux` leaves the profile",
        "/tools/run ux,",
        _RUN,
        DONE,
        (_goes(Transition("unconfined", unsafe=True)),),
        _TOOL,
        text="unconfined",
    ),
    Deed(
        "`cx` goes to a child",
        "/tools/run cx -> child, profile child { /tools/run mr, }",
        _RUN,
        DONE,
        (_goes(Transition("named", "@//child", unsafe=True)),),
        _TOOL,
        text="@//child (enforce)",
    ),
    Deed(
        "a rule for the very path wins over a glob",
        "/tools/* ux, /tools/run ix,",
        _RUN,
        DONE,
        (_goes(Transition(inherits=True)),),
        _TOOL,
        text="@ (enforce)",
    ),
    Deed("without `x` nothing is executed", "/tools/run rm,", _RUN, EACCES, (may("x", "/tools/run"),), _TOOL),
    Deed(
        "change_profile goes where a rule says",
        "change_profile -> deeds-other,",
        (("change_profile", "deeds-other"),),
        DONE,
        (change_now("deeds-other"),),
    ),
    Deed(
        "change_profile goes nowhere else",
        "change_profile -> deeds-other,",
        (("change_profile", "deeds-more"),),
        EACCES,
        (change_now("deeds-more"),),
    ),
    Deed(
        "who may change to unconfined is out",
        "change_profile -> unconfined,",
        (("change_profile", "unconfined"), ("open", "/data/a", "w")),
        DONE,
        (change_now("unconfined"),),
        (_file("/data/a"),),
    ),
    Deed(
        "`change_profile -> lxc-*` is not a name with an underscore",
        "change_profile -> lxc-*,",
        (("change_profile", "lxc_deeds"),),
        EACCES,
        (change_now("lxc_deeds"),),
    ),
    Deed(
        "`change_profile -> lxc-*` is a name that begins so",
        "change_profile -> lxc-*,",
        (("change_profile", "lxc-deeds"),),
        DONE,
        (change_now("lxc-deeds"),),
    ),
    Deed(
        "a profile for the next program",
        "/tools/run rm, change_profile -> deeds-other,",
        (("change_onexec", "deeds-other"), *_RUN),
        DONE,
        (change_on_exec("deeds-other"),),
        _TOOL,
        text="deeds-other (enforce)",
    ),
    Deed(
        "a hat is put on",
        "^hat { /data/a r, }",
        (("change_hat", "hat"), ("open", "/data/a", "r")),
        DONE,
        before=(_file("/data/a"),),
    ),
)

_MNT: Final = (("folder", "/mnt"), ("folder", "/src"))

MOUNTS: Final = (
    Deed(
        "nothing is mounted without a rule",
        "file, capability,",
        (_mount("none", "/mnt", "tmpfs"),),
        EACCES,
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "`mount,` mounts anything",
        MOUNT_ALL,
        (_mount("none", "/mnt", "tmpfs"),),
        DONE,
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "and needs the capability",
        "file, mount,",
        (_mount("none", "/mnt", "tmpfs"),),
        EPERM,
        (mounting("none", "/mnt/", "tmpfs"), Capability("sys_admin")),
        _MNT,
    ),
    Deed(
        "a file system by its type",
        "file, capability, mount fstype=tmpfs -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs"),),
        DONE,
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "and no other type",
        "file, capability, mount fstype=tmpfs -> /mnt/,",
        (_mount("none", "/mnt", "proc"),),
        EACCES,
        (mounting("none", "/mnt/", "proc"),),
        _MNT,
    ),
    Deed(
        "`-> /mnt/**` is not the mount point /mnt/ itself",
        "file, capability, mount fstype=tmpfs -> /mnt/**,",
        (_mount("none", "/mnt", "tmpfs"),),
        EACCES,
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "`-> /mnt/{,**}` is",
        "file, capability, mount fstype=tmpfs -> /mnt/{,**},",
        (_mount("none", "/mnt", "tmpfs"),),
        DONE,
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "options= is all of them",
        "file, capability, mount options=(ro,nosuid) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs", RDONLY),),
        EACCES,
        (mounting("none", "/mnt/", "tmpfs", RDONLY),),
        _MNT,
    ),
    Deed(
        "options= is no more of them",
        "file, capability, mount options=(ro) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs", RDONLY | NOSUID),),
        EACCES,
        (mounting("none", "/mnt/", "tmpfs", RDONLY | NOSUID),),
        _MNT,
    ),
    Deed(
        "options= is just these",
        "file, capability, mount options=(ro,nosuid) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs", RDONLY | NOSUID),),
        DONE,
        (mounting("none", "/mnt/", "tmpfs", RDONLY | NOSUID),),
        _MNT,
    ),
    Deed(
        "options in is any of them",
        "file, capability, mount options in (ro,nosuid) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs", RDONLY),),
        DONE,
        (mounting("none", "/mnt/", "tmpfs", RDONLY),),
        _MNT,
    ),
    Deed(
        "silent, as busybox says it, is an option of its own",
        "file, capability, mount options=(ro) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs", RDONLY | SILENT),),
        EACCES,
        (mounting("none", "/mnt/", "tmpfs", RDONLY | SILENT),),
        _MNT,
    ),
    Deed(
        "a bind mount by its source",
        "file, capability, mount options=(rw,bind) /src/ -> /mnt/,",
        (_mount("/src", "/mnt", "", BIND),),
        DONE,
        (mounting("/src/", "/mnt/", "", BIND),),
        _MNT,
    ),
    Deed(
        "and not from elsewhere",
        "file, capability, mount options=(rw,bind) /src/ -> /mnt/,",
        (_mount("/proc", "/mnt", "", BIND),),
        EACCES,
        (mounting("/proc/", "/mnt/", "", BIND),),
        _MNT,
    ),
    Deed(
        "a bind rule without a source binds /proc, and a deny below /proc is void",
        f"file, capability, mount options=(rw,bind) -> /mnt/{{,**}}, deny {SYSRQ} w,",
        (_mount("/proc", "/mnt", "", BIND), ("open", "/mnt/sysrq-trigger", "w")),
        DONE,
        (mounting("/proc/", "/mnt/", "", BIND), may("w", "/mnt/sysrq-trigger")),
        _MNT,
    ),
    Deed(
        "where the deny holds as long as nobody mounts",
        f"file, capability, mount options=(rw,bind) -> /mnt/{{,**}}, deny {SYSRQ} w,",
        (("open", SYSRQ, "w"),),
        EACCES,
        (may("w", SYSRQ),),
    ),
    Deed(
        "3.0.8 takes the options of a bind rule for those of any mount (CVE-2016-1585)",
        "file, capability, mount options=(rw,bind) -> /mnt/,",
        (_mount("none", "/mnt", "tmpfs"),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "3.0.8 takes those of a change of propagation for any mount anywhere",
        "file, capability, mount options=(rw,make-slave) -> **,",
        (_mount("none", "/mnt", "tmpfs"),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        (mounting("none", "/mnt/", "tmpfs"),),
        _MNT,
    ),
    Deed(
        "changing the propagation",
        "file, capability, mount options=(rw,make-slave) -> /,",
        (_mount("none", "/", "", SLAVE),),
        DONE,
        (mounting("", "/", "", SLAVE),),
    ),
    Deed(
        "changing it otherwise",
        "file, capability, mount options=(rw,make-slave) -> /,",
        (_mount("none", "/", "", PRIVATE),),
        EACCES,
        (mounting("", "/", "", PRIVATE),),
    ),
    Deed(
        "mounting again with other options",
        "file, capability, mount options=(remount,ro) -> /mnt/,",
        (_mount("none", "/mnt", "", REMOUNT | RDONLY),),
        DONE,
        (mounting("", "/mnt/", "", REMOUNT | RDONLY),),
        (*_MNT, _mount("none", "/mnt", "tmpfs")),
    ),
    Deed(
        "moving a mount",
        "file, capability, mount options=(rw,move) /src/ -> /mnt/,",
        (_mount("/src", "/mnt", "", MOVE),),
        DONE,
        (mounting("/src/", "/mnt/", "", MOVE),),
        (*_MNT, _mount("none", "/src", "tmpfs")),
    ),
    Deed(
        "umount has its own rule",
        "file, capability, mount,",
        (("umount", "/mnt"),),
        EACCES,
        (unmounting("/mnt/"),),
        (*_MNT, _mount("none", "/mnt", "tmpfs")),
    ),
    Deed(
        "umount",
        "file, capability, umount /mnt/,",
        (("umount", "/mnt"),),
        DONE,
        (unmounting("/mnt/"),),
        (*_MNT, _mount("none", "/mnt", "tmpfs")),
    ),
    Deed(
        "pivot_root has its own rule",
        "file, capability, mount, umount,",
        (("pivot_root", "/mnt", "/mnt/old"),),
        EACCES,
        (pivoting("/mnt/", "/mnt/old/"),),
        (*_MNT, _mount("none", "/mnt", "tmpfs"), ("mkdir", "/mnt/old")),
    ),
    Deed(
        "pivot_root",
        "file, capability, pivot_root oldroot=/mnt/old/ /mnt/,",
        (("pivot_root", "/mnt", "/mnt/old"),),
        DONE,
        (pivoting("/mnt/", "/mnt/old/"),),
        (*_MNT, _mount("none", "/mnt", "tmpfs"), ("mkdir", "/mnt/old")),
    ),
    Deed(
        "the newer way to mount is not mediated by 6.1",
        "file, capability,",
        (("fsmount", "tmpfs", "/mnt"),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        before=_MNT,
    ),
    Deed(
        "the newer way to bind is not mediated by 6.1",
        "file, capability,",
        (("open_tree", "/proc", "/mnt"),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        before=_MNT,
    ),
    Deed(
        "mount_setattr is mediated by neither",
        "file, capability,",
        (("mount_setattr", "/mnt"),),
        DONE,
        before=(*_MNT, _mount("none", "/mnt", "tmpfs")),
    ),
)

TASKS: Final = (
    Deed(
        "no signal without a rule",
        "capability,",
        (("signal", 15),),
        EACCES,
        (signalling("send", "term", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "a signal is sent and received",
        "capability, signal send set=term,",
        (("signal", 15),),
        DONE,
        (signalling("send", "term", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "another signal is not",
        "capability, signal send set=term,",
        (("signal", 9),),
        EACCES,
        (signalling("send", "kill", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "the receiver has to agree",
        "capability, signal send set=term,",
        (("signal", 15),),
        EACCES,
        before=(("peer", "deeds-deaf"),),
    ),
    Deed(
        "signal 0 asks whether somebody exists",
        "capability, signal send set=exists peer=deeds-hears,",
        (("signal", 0),),
        DONE,
        (signalling("send", "exists", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "tracing without a rule",
        "capability,",
        (("ptrace",),),
        EACCES,
        (tracing("trace", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "tracing",
        "capability, ptrace trace peer=deeds-hears,",
        (("ptrace",),),
        DONE,
        (tracing("trace", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "tracing somebody else",
        "capability, ptrace trace peer=deeds-hears,",
        (("ptrace",),),
        EACCES,
        (tracing("trace", "deeds-deaf"),),
        (("peer", "deeds-deaf"),),
    ),
    Deed(
        "reading another task is not tracing it",
        "capability, ptrace trace,",
        (("ptrace_read",),),
        EPERM,  # get_robust_list(2) says so, whoever refuses
        (tracing("read", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed(
        "reading another task",
        "capability, ptrace read,",
        (("ptrace_read",),),
        DONE,
        (tracing("read", "deeds-hears"),),
        (("peer", "deeds-hears"),),
    ),
    Deed("no capability without a rule", "file,", (("sethostname", "a"),), EPERM, (Capability("sys_admin"),)),
    Deed(
        "a capability",
        "capability sys_admin,",
        (("sethostname", "a"),),
        DONE,
        (Capability("sys_admin"),),
    ),
    Deed(
        "a capability is not another",
        "file, capability sys_admin,",
        (("chroot",),),
        EPERM,
        (Capability("sys_chroot"),),
    ),
    Deed(
        "deny takes a capability away",
        "file, capability, deny capability sys_chroot,",
        (("chroot",),),
        EPERM,
        (Capability("sys_chroot"),),
    ),
    Deed(
        "the kernel says which capabilities are held",
        "capability chown kill sys_admin, deny capability kill,",
        (("capabilities",),),
        DONE,
        text=f"{1 << 21 | 1:016x}",
    ),
    Deed(
        "a limit is lowered",
        "capability, set rlimit nofile <= 100,",
        (("setrlimit", NOFILE, 50, 100),),
        DONE,
        (Limit("nofile", 100),),
    ),
    Deed(
        "a limit is a limit",
        "capability, set rlimit nofile <= 100,",
        (("setrlimit", NOFILE, 50, 200),),
        EACCES,
        (Limit("nofile", 200),),
    ),
    Deed(
        "another limit is none",
        "capability, set rlimit nproc <= 100,",
        (("setrlimit", NOFILE, 50, 200),),
        DONE,
        (Limit("nofile", 200),),
    ),
    Deed("no socket without a rule", "capability,", (("socket", INET, STREAM, 0),), EACCES, (socket(INET, STREAM),)),
    Deed(
        "a socket by family and type",
        "network inet stream,",
        (("socket", INET, STREAM, 0),),
        DONE,
        (socket(INET, STREAM),),
    ),
    Deed(
        "and not of another type",
        "network inet stream,",
        (("socket", INET, DATAGRAM, 0),),
        EACCES,
        (socket(INET, DATAGRAM),),
    ),
    Deed("any socket of a family", "network inet,", (("socket", INET, DATAGRAM, 0),), DONE, (socket(INET, DATAGRAM),)),
    Deed(
        "and not of another family",
        "capability, network inet,",
        (("socket", NETLINK, RAW, 0),),
        EACCES,
        (socket(NETLINK, RAW),),
    ),
    Deed(
        "a family denied",
        "network, deny network netlink,",
        (("socket", NETLINK, RAW, 0),),
        EACCES,
        (socket(NETLINK, RAW),),
    ),
    Deed(
        "packet sockets need a capability too",
        "network,",
        (("socket", PACKET, RAW, 0),),
        EPERM,
        (socket(PACKET, RAW), Capability("net_raw")),
    ),
    Deed(
        "`unix,` is what permits a unix socket",
        "unix,",
        (("socket", UNIX, STREAM, 0),),
        DONE,
        (socket(UNIX, STREAM),),
    ),
    Deed("a unix socket without a rule", "file,", (("socket", UNIX, STREAM, 0),), EACCES, (socket(UNIX, STREAM),)),
    Deed(
        "a user namespace without a rule",
        "capability,",
        (("userns",),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        (of_class("userns", "create"),),
    ),
    Deed(
        "a user namespace",
        "capability, userns,",
        (("userns",),),
        DONE,
        (of_class("userns", "create"),),
        kernels=(TRIXIE,),
    ),
    Deed(
        "a ring that the kernel polls",
        "capability, io_uring sqpoll,",
        (("io_uring", SQPOLL),),
        DONE,
        (of_class("io_uring", "sqpoll"),),
        kernels=(TRIXIE,),
    ),
    Deed(
        "a ring that the kernel polls, without a rule",
        "capability,",
        (("io_uring", SQPOLL),),
        {BOOKWORM: DONE, TRIXIE: EACCES},
        (of_class("io_uring", "sqpoll"),),
    ),
    Deed("a ring that nobody polls", "capability,", (("io_uring", 0),), DONE),
)

CONTAINERS: Final = (
    Deed(
        "LXC's policy for lxc-start, included by a container, lets it out",
        "include <abstractions/lxc/start-container>",
        (("change_profile", "unconfined"),),
        DONE,
        (change_now("unconfined"),),
    ),
    Deed(
        "LXC's policy for containers lets /etc/shadow be written",
        "include <abstractions/lxc/container-base>",
        (("open", "/etc/shadow", "w"),),
        DONE,
        (may("w", "/etc/shadow"),),
        (_file("/etc/shadow"),),
    ),
    Deed(
        "LXC's policy for containers does not let them out",
        "include <abstractions/lxc/container-base>",
        (("change_profile", "unconfined"),),
        EACCES,
        (change_now("unconfined"),),
    ),
)

OTHERS: Final = """
profile deeds-other { /tools/run mr, }
profile deeds-more { }
profile deeds-hears { signal receive, ptrace (tracedby, readby), }
profile deeds-deaf { }
profile lxc_deeds { }
profile lxc-deeds { }
"""
"""Profiles to go to, and to be signalled."""

DEEDS: Final = (*FILES, *EXECUTIONS, *MOUNTS, *TASKS, *CONTAINERS)
