"""Writes a set of files into folders: all of them, or none."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from attrs import define, field, frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError

_MODE = 0o644
_FOLDER_MODE = 0o755
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@frozen
class Written:
    """The files that were written, and those that already said the same and were left alone."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]


def write(folders: Mapping[Path, Mapping[str, str]]) -> Written:
    """Write text to files: for each folder, text by the path below it.

    Every file is first written beside its place and brought to disk, then all are put in place by renaming. If that
    fails half-way, what stood there before is put back. Folders are made where they are missing. A symbolic link is
    never followed below a folder, and never replaced: it raises PolicyError, as does everything that cannot be written.
    """
    run = _Run()
    try:
        for folder, files in folders.items():
            for path, text in sorted(files.items()):
                run.prepare(folder, path, text)
        run.put_in_place()
    except OSError as problem:
        run.undo()
        _refuse(run.at, problem)
    except BaseException:
        run.undo()
        raise
    finally:
        run.close()
    return Written(tuple(file.path for file in run.prepared), tuple(run.unchanged))


@define
class _Prepared:
    """A file that waits beside its place. `saved` is the name under which the old one is kept meanwhile."""

    path: Path
    folder: int
    name: str
    waiting: str
    saved: str | None = None
    placed: bool = False


@define
class _Run:
    prepared: list[_Prepared] = field(factory=list)
    unchanged: list[Path] = field(factory=list)
    at: Path = Path()
    _open: dict[Path, int] = field(factory=dict)
    _made: list[Path] = field(factory=list)

    def prepare(self, folder: Path, path: str, text: str) -> None:
        """Write one file beside its place, unless it says the same already."""
        *folders, name = _parts(folder, path)
        self.at = folder
        handle = self._top(folder)
        for part in folders:
            self.at = self.at / part
            handle = self._below(handle, self.at, part)
        self.at = self.at / name
        data = text.encode("utf-8", "surrogateescape")
        if self._is_there(handle, name, data):
            self.unchanged.append(self.at)
            return
        # A name with a dot in front: apparmor_parser passes over it when it reads the folder meanwhile.
        file = _Prepared(self.at, handle, name, f".{name[:180]}.{secrets.token_hex(6)}")
        self.prepared.append(file)
        self._new_file(handle, file.waiting, data, _MODE)

    @staticmethod
    def _new_file(folder: int, name: str, data: bytes, mode: int) -> None:
        new = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode, dir_fd=folder)
        with os.fdopen(new, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())

    def put_in_place(self) -> None:
        """Rename every file to its place, keeping the old ones until all are there."""
        for file in self.prepared:
            self.at = file.path
            self._save(file)
            os.rename(file.waiting, file.name, src_dir_fd=file.folder, dst_dir_fd=file.folder)
            file.placed = True
        for handle in {file.folder for file in self.prepared}:
            os.fsync(handle)
        for file in self.prepared:
            if file.saved is not None:
                with contextlib.suppress(OSError):
                    os.unlink(file.saved, dir_fd=file.folder)

    def _save(self, file: _Prepared) -> None:
        """Keep what stands in the place under a second name; a link that came meanwhile is refused."""
        try:
            mode = os.stat(file.name, dir_fd=file.folder, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return
        if stat.S_ISLNK(mode):
            _refuse_link(file.path)
        saved = f"{file.waiting}.old"
        try:
            os.link(file.name, saved, src_dir_fd=file.folder, dst_dir_fd=file.folder, follow_symlinks=False)
            file.saved = saved
        except OSError as problem:
            if problem.errno not in _NO_HARD_LINKS:
                raise
            old = os.open(file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=file.folder)
            file.saved = saved
            with os.fdopen(old, "rb") as stream:
                self._new_file(file.folder, saved, stream.read(), stat.S_IMODE(mode))

    def undo(self) -> None:
        """Put back what stood there, and remove what this run made."""
        for file in reversed(self.prepared):
            with contextlib.suppress(OSError):
                if file.saved is None and file.placed:
                    os.unlink(file.name, dir_fd=file.folder)
                elif file.saved is not None:
                    os.rename(file.saved, file.name, src_dir_fd=file.folder, dst_dir_fd=file.folder)
            # The renaming does nothing where both names are still one file, so the second name may be left.
            for name in (file.saved, file.waiting):
                with contextlib.suppress(OSError):
                    if name is not None:
                        os.unlink(name, dir_fd=file.folder)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def close(self) -> None:
        """Let go of the folders."""
        for handle in self._open.values():
            os.close(handle)

    def _top(self, folder: Path) -> int:
        """The folder that the user named, made where it is missing; whoever named it may name a link to it."""
        if folder not in self._open:
            missing = [parent for parent in (folder, *folder.parents) if not os.path.lexists(parent)]
            for parent in reversed(missing):
                parent.mkdir(_FOLDER_MODE)
                self._made.append(parent)
            self._open[folder] = os.open(folder, _OPEN_FOLDER & ~os.O_NOFOLLOW)
        return self._open[folder]

    def _below(self, handle: int, path: Path, part: str) -> int:
        if path not in self._open:
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, _FOLDER_MODE, dir_fd=handle)
                self._made.append(path)
            if stat.S_ISLNK(os.stat(part, dir_fd=handle, follow_symlinks=False).st_mode):
                _refuse_link(path)
            self._open[path] = os.open(part, _OPEN_FOLDER, dir_fd=handle)
        return self._open[path]

    def _is_there(self, handle: int, name: str, data: bytes) -> bool:
        """Whether the file says this already. What is neither a file nor absent is refused."""
        try:
            mode = os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return False
        if stat.S_ISLNK(mode):
            _refuse_link(self.at)
        if not stat.S_ISREG(mode):
            raise PolicyError(
                (error("unwritable-output", f"{self.at} is no file", help="move it away, or choose another folder"),)
            )
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle), "rb") as stream:
            return stream.read(len(data) + 1) == data


def _parts(folder: Path, path: str) -> tuple[str, ...]:
    """The parts of a path that stays below the folder."""
    parts = tuple(path.split("/"))
    if any(part in {"", ".", ".."} or not part.isprintable() for part in parts):
        raise PolicyError(
            (error("unwritable-output", f"{path!r} is not a path below {folder}", help="rename the profile"),)
        )
    return parts


def _refuse_link(path: Path) -> NoReturn:
    raise PolicyError(
        (
            error(
                "output-symlink",
                f"{path} is a symbolic link to {os.readlink(path)}",
                help="remove the link: what is behind it may lie outside the folder",
            ),
        )
    )


def _refuse(path: Path, problem: OSError) -> NoReturn:
    reason = (problem.strerror or str(problem)).lower()
    raise PolicyError(
        (
            error(
                "unwritable-output",
                f"{path} cannot be written: {reason}",
                help="choose a folder that you may write, or make this one writable; nothing was changed",
            ),
        )
    ) from problem
