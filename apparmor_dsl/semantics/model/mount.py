r"""`mount`, `remount`, `umount` and `pivot_root` as entries of a compiled policy.

A string is the class, the mount point, and for a mount the source, the type of the file system, and a byte for each
flag, each behind a NUL: `\x07/mnt/\0/dev/sda1\0ext4\0\x03`. What mount(2) does is told by its flags;
a rule compiles to a string for each of the operations that it can be about. Source: parser/mount.cc of 3.0 and 5.0, and
security/apparmor/mount.c of the kernel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve

from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import ANY_LABEL, CLASSES, byte, entry, is_logged, of_glob
from apparmor_dsl.semantics.model.mount_flags import (
    BIND,
    COMMANDS,
    MODERN,
    MOVE,
    REMOUNT,
    Operation,
    changes_propagation,
    compared,
    every_flag,
    flag,
    flags_of,
    operation_of,
    regex,
)
from apparmor_dsl.semantics.model.mount_wanted import MOUNT, PIVOT_ROOT, UMOUNT, Wanted, merged, wanted
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"mount": MOUNT, "umount": UMOUNT, "pivot_root": PIVOT_ROOT}
"""The bit of each access. Source: AA_MAY_MOUNT and its neighbours in parser/mount.h."""

_HEAD: Final = byte(CLASSES["mount"])
_NUL: Final = "\\x00"
_DATA: Final = 0x40
"""What 3.0.8 marks beside the access of a rule: that the data of the mount is logged. Source: AA_AUDIT_MNT_DATA."""


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What the rule is in the compiled policy; nothing where it is of another class, or the class is not mediated."""
    if not system.features.supports("mount"):
        return
    for asked in wanted(rule.rule, system.target.version):
        access = merged(asked, rule, profile, system)
        for text, marks_data in dict.fromkeys(_strings(rule, asked, access, system)):
            made = entry(rule, text, asked.access, audit=is_logged(rule, system))
            yield evolve(made, kind=evolve(made.kind, marks=made.kind.marked | _DATA)) if marks_data else made


def mount_key(mountpoint: str, source: str = "", fstype: str = "", flags: Iterable[str] = ()) -> bytes:
    """What the kernel asks before mount(2) with these options. The path of a folder ends in a slash.

    A bind and a move have a source and no type, a remount and a change of propagation have neither. The data is asked
    about only where a policy is compiled with rules for it, which no parser does.
    """
    asked = flag(*flags)
    operation = operation_of(asked)
    source = source if operation in {"bind", "move", "new"} else ""
    return _joined(mountpoint, source, fstype if operation == "new" else "") + b"\0" + compared(asked)


def umount_key(mountpoint: str) -> bytes:
    """What the kernel asks before umount(2)."""
    return _joined(mountpoint)


def pivot_root_key(new_root: str, old_root: str) -> bytes:
    """What the kernel asks before pivot_root(2): both are folders, and end in a slash."""
    return _joined(new_root, old_root)


def _joined(*words: str) -> bytes:
    return bytes((CLASSES["mount"],)) + b"\0".join(map(_bytes, words))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


_String = tuple[str, bool]
"""A regular expression, and whether 3.0.8 marks the data with it."""


def _strings(rule: ResolvedRule, asked: Wanted, access: int, system: System) -> Iterator[_String]:
    if access & MOUNT and system.target.version < MODERN:
        yield from _old_mounts(rule, asked, system)
    elif access & MOUNT:
        for required in asked.required:
            for optional in asked.optional:
                for operation in _operations(asked, required, optional):
                    flags = flags_of(operation, system.target.version)
                    yield _mount(rule, asked, operation, regex(required & flags, optional & flags), system), False
    if access & UMOUNT:
        yield f"{_HEAD}{of_glob(rule, asked.point, ANY_LABEL)}", False
    if access & PIVOT_ROOT:
        point, source = (of_glob(rule, glob, ANY_LABEL) for glob in (asked.point, asked.source))
        yield f"{_HEAD}{point}{_NUL}{source}", False


def _operations(asked: Wanted, required: int, optional: int) -> Iterator[Operation]:
    """What a mount with these flags can be: one thing, or, where no flag says which one, everything."""
    typed = bool(asked.fstypes)
    fits: dict[Operation, bool] = {
        "remount": asked.source is None and not typed,
        "bind": not typed,
        "propagation": (asked.source is None or asked.point is None) and not typed,
        "move": not typed,
        "new": True,
    }
    if not required or required == every_flag(MODERN):
        yield from (operation for operation, may in fits.items() if may)
        return
    commands: dict[Operation, bool] = {
        "remount": bool(required & REMOUNT),
        "bind": bool(required & BIND),
        "propagation": changes_propagation(required),
        "move": bool(required & MOVE),
        "new": bool((required | optional) & ~COMMANDS),
    }
    for operation, may in fits.items():
        if may and commands[operation]:
            yield operation
            return


def _old_mounts(rule: ResolvedRule, asked: Wanted, system: System) -> Iterator[_String]:
    """AppArmor 3: every operation that any of the flags is about, also beside another one.

    So `options=(rw, bind)` permits a new mount as well, because of the `rw` (CVE-2016-1585 and around).
    """
    [required], [optional] = asked.required, asked.optional
    alone, typed = asked.source is None, bool(asked.fstypes)
    found: dict[Operation, bool] = {
        "remount": bool(required & REMOUNT) and alone and not typed,
        "bind": bool(required & BIND) and not typed,
        "propagation": changes_propagation(required) and alone and not typed,
        "move": bool(required & MOVE) and not typed,
        "new": bool((required | asked.cleared) & ~COMMANDS),
    }
    version = system.target.version
    for operation in (operation for operation, is_meant in found.items() if is_meant):
        flags = flags_of(operation, version)
        every = every_flag(version)
        anything = required == every and (operation == "new" or asked.cleared == every)
        spelled = ANY_LABEL if anything else regex(required & flags, optional & flags)
        yield _mount(rule, asked, operation, spelled, system), operation in {"remount", "new"}


def _mount(rule: ResolvedRule, asked: Wanted, operation: Operation, flags: str, system: System) -> str:
    """The string of one operation: it has a source, or none, and a type, or none."""
    point, source, fstype = asked.point, asked.source, ANY_LABEL
    if operation == "propagation" and point is None:
        point = source
    if operation in {"remount", "propagation"}:
        source = None
    elif source == "detached" and system.target.version >= (4, 1):
        source = ""
    if operation == "new" and asked.fstypes:
        fstype = f"({'|'.join(of_glob(rule, each, ANY_LABEL) for each in asked.fstypes)})"
    words = (of_glob(rule, point, ANY_LABEL), of_glob(rule, source, ANY_LABEL), fstype, flags)
    return _HEAD + _NUL.join(words)
