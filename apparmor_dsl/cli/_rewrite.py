"""Puts a new text in the place of a file: the whole of it or nothing, and nothing else about the file changes."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import NoReturn


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replace the file, which was read as `before`. Mode, owner and extended attributes stay as they are.

    A symbolic link stays one: what it points to is rewritten. Raises PolicyError, and leaves the file as it was,
    where it cannot be written, has a second name (a hard link would keep the old text), or is not as it was read.
    """
    place = Path(os.path.realpath(path))
    # A name with a dot in front: apparmor_parser passes over it when it reads the folder meanwhile.
    waiting = place.with_name(f".{place.name[:180]}.{secrets.token_hex(6)}")
    try:
        _check(place, path, before)
        try:
            _write_beside(place, waiting, after)
            os.replace(waiting, place)
        finally:
            with contextlib.suppress(FileNotFoundError):
                waiting.unlink()
    except OSError as problem:
        _refuse(
            f"{path} cannot be written: {(problem.strerror or str(problem)).lower()}",
            "make the file and its folder writable",
        )


def encoded(text: str) -> bytes:
    """The bytes that were read as this text."""
    return text.encode("utf-8", "surrogateescape")


def _check(place: Path, path: Path, before: bytes) -> None:
    status = place.stat()
    if not stat.S_ISREG(status.st_mode):
        _refuse(f"{path} is no file", "name a file, or let `aadsl fmt -` format what comes through a pipe")
    if status.st_nlink > 1:
        _refuse(
            f"{path} has {status.st_nlink} names, and only this one would get the new text",
            "remove the other hard links, or copy the file to where you want to change it",
        )
    if place.read_bytes() != before:
        _refuse(f"{path} was changed after it was read", "run the command again")


def _write_beside(place: Path, waiting: Path, data: bytes) -> None:
    status = place.stat()
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        new = os.fstat(stream.fileno())
        if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(stream.fileno(), status.st_uid, status.st_gid)
        os.fchmod(stream.fileno(), stat.S_IMODE(status.st_mode))
        for name in os.listxattr(place):
            os.setxattr(stream.fileno(), name, os.getxattr(place, name))
        os.fsync(stream.fileno())


def _refuse(message: str, way_out: str) -> NoReturn:
    from apparmor_dsl.diagnostics.diagnostic import error
    from apparmor_dsl.diagnostics.errors import PolicyError

    raise PolicyError((error("unwritable-output", message, help=way_out),))
