"""`mount /dev/sda1 on /mnt fstype ext4 ro`, `mount fstype=ext4 options=(ro) /dev/sda1 -> /mnt/`, `umount /mnt`"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve

from apparmor_dsl.analysis.reading.words import Said, Word
from apparmor_dsl.analysis.requests import MountRequest, PivotRootRequest, Request, UmountRequest
from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING, OPTIONS, PROPAGATION

FORMS: Final = (
    "for example `mount /dev/sda1 on /mnt fstype ext4 ro`, `mount fstype=proc options=(nosuid) proc -> /proc/`, "
    "`bind /srv/ to /mnt/`, `remount ro /mnt`, `umount /mnt`, `pivot_root /new/ /new/old/`"
)

_TARGET: Final = ("->", "at", "on", "onto", "to")
_WITHOUT_SOURCE: Final = frozenset({"remount", *PROPAGATION})
_FOR_OPTIONS: Final = frozenset({"-o", "flags", "option", "options", "with"})


def read_mount(said: Said) -> Request:
    """`mount` with what kind of mount it is, or without; the verb still there."""
    flags: list[str] = []
    verb = said.take()
    # mount(8) has `--bind` and `--make-rprivate`.
    said.words = [evolve(word, text=word.text.removeprefix("--")) for word in said.words]
    if verb.lower != "mount":
        flags += _flags(said, [verb])
        said.skip({"mount"})
    flags += _flags(said, said.values("options", "option", "flags"))
    fstype = said.value("fstype", "vfstype", "type") or said.take_after("fstype", "type", "-t", "vfstype")
    source = said.value("source", "srcname")
    data = said.value("data")
    target = said.value("mountpoint", "target") or said.take_after(*_TARGET)
    said.words = [word for word in said.words if word.lower not in _FOR_OPTIONS]
    flags += _flags(said, _take_options(said))
    loose = list(said.words)
    said.words.clear()
    if target is None and loose and (loose[-1].is_path or len(loose) > 1):
        target = loose.pop()
    if loose and source is None:
        source = loose.pop(0)
    said.words = loose
    said.end(FORMS)
    return _made(said, target, source, fstype, _whole(said, flags), data)


def read_umount(said: Said) -> Request:
    """`umount /mnt`, the verb still there."""
    said.take()
    said.skip({"from", "of", "->"})
    path = said.path(said.take() if said.words else None, "the mount point")
    said.end(FORMS)
    return UmountRequest(_directory(said, path))


def read_pivot_root(said: Said) -> Request:
    """`pivot_root oldroot=/new/old/ /new/`, `pivot_root /new /new/old`, the verb still there."""
    said.take()
    said.skip({"to", "into", "->"})
    old = said.value("oldroot", "old_root", "old")
    new = said.path(said.take() if said.words else None, "the new root")
    said.skip({"and", "old", "oldroot", "with", "put", "at", "->"})
    old_root = said.path(old or (said.take() if said.words else None), "the place for the old root")
    said.end(FORMS)
    return PivotRootRequest(_directory(said, new), _directory(said, old_root))


def _made(
    said: Said, target: Word | None, source: Word | None, fstype: Word | None, flags: tuple[str, ...], data: Word | None
) -> MountRequest:
    where = said.path(target, "the mount point")
    what = source.text if source else None
    if not _WITHOUT_SOURCE.isdisjoint(flags):
        if what is not None:
            said.reject("remounting, and changing propagation, has no source", source, FORMS)
        return MountRequest(_directory(said, where), None, None, flags)
    if {"bind", "rbind", "move"} & {*flags}:
        what = said.path(source, "the source")
        # A file can be bound on a file: only the slash tells.
        if what.endswith("/") != where.endswith("/"):
            what, where = what.rstrip("/") + "/", where.rstrip("/") + "/"
            said.notes.append(f"directories have a slash at their end: asked about `{what}` on `{where}`")
        elif not what.endswith("/"):
            said.notes.append("asked about files; directories have a slash at their end")
        return MountRequest(where, what, None, flags)
    kind = fstype.text if fstype else None
    if kind is None and what is not None and not what.startswith("/"):
        kind = what
        said.notes.append(f"the filesystem is not said: asked about `{kind}`, as the source")
    if kind is None:
        said.reject("it is not said which filesystem is mounted", None, "add `fstype=ext4`, or `bind`")
    return MountRequest(_directory(said, where), what or kind, kind, flags, data.text if data else None)


def _directory(said: Said, path: str) -> str:
    if path.endswith("/"):
        return path
    said.notes.append(f"a directory has a slash at its end: asked about `{path}/`")
    return f"{path}/"


def _take_options(said: Said) -> list[Word]:
    """The words that are options, but for what must be a source or a mount point."""
    found = [word for word in said.words if word.lower in OPTIONS and not word.is_path]
    said.words = [word for word in said.words if word not in found]
    return found


def _flags(said: Said, words: Iterable[Word]) -> list[str]:
    return [said.known(word, OPTIONS, "mount option") for word in words]


def _whole(said: Said, words: list[str]) -> tuple[str, ...]:
    """The flags that are set: one spelling each, without what only says that a flag is not set."""
    named = [ALIASES.get(word, word) for word in words]
    for word in named:
        if word in CLEARING and CLEARING[word] in named:
            said.reject(f"`{word}` and `{CLEARING[word]}` contradict each other", None, "a flag is set, or is not")
    return tuple(dict.fromkeys(word for word in named if word not in CLEARING and word != "verbose"))
