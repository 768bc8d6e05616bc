"""Writes a set of files into a folder: all of them, or none.

Every file is first written beside its place under another name and brought to the disk; then all are renamed. When
something fails on the way, what this run made is taken away and what stood there before stands there again. A file
whose content is already right is not touched.

Nothing is written through a symbolic link: folders are opened one below the other without following any, and everything
after that is done relative to the opened folder, so it does not matter who exchanges what meanwhile.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from attrs import define, field, frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.wording import shown, unprintable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_LONGEST_NAME = 255
_LONGEST_SHOWN = 1000


@frozen
class Outcome:
    """The paths below the folder, in order: those that were written, and those that were right already."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def write_files(folder: str | os.PathLike[str], files: Mapping[str, str]) -> Outcome:
    """Make each path below `folder` a file with this text. Raises PolicyError, and has then changed nothing.

    The folder is made when it is missing. Paths have `/` between their steps and never leave the folder.
    """
    _hold_paths(files)
    root = Path(folder)
    with contextlib.ExitStack() as stack:
        made = _make_root(root)
        stack.callback(_remove_empty, made)
        run = _Run(root, stack)
        try:
            run.lock()
            for path in sorted(files):
                run.stage(path, files[path].encode("utf-8", "surrogateescape"))
            run.publish()
        except BaseException as problem:
            run.undo()
            if isinstance(problem, OSError):
                _refuse(root, problem)
            raise
        run.finish()
        made.clear()
        return Outcome(tuple(each.path for each in run.staged), tuple(run.unchanged))


@define
class _Staged:
    """A file that is to be put in its place. `backup` is the name the old one has meanwhile."""

    path: str
    folder: int
    name: str
    temporary: str
    backup: str | None = None
    published: bool = False


@define
class _Run:
    root: Path
    stack: contextlib.ExitStack
    staged: list[_Staged] = field(factory=list)
    unchanged: list[str] = field(factory=list)
    _folders: dict[tuple[str, ...], int] = field(factory=dict)
    _made: list[tuple[int, str]] = field(factory=list)

    def lock(self) -> None:
        """One run at a time: two would take each other's halves for old files."""
        top = self.folder(())
        try:
            fcntl.flock(top, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _fail(self.root, "another run is writing to it", "wait for it to end")
        except OSError:
            pass  # some network file systems have no locks

    def folder(self, steps: tuple[str, ...]) -> int:
        """The opened folder, made when it is missing."""
        if steps not in self._folders:
            if not steps:
                opened = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            else:
                opened = self._below(self.folder(steps[:-1]), steps)
            self.stack.callback(os.close, opened)
            self._folders[steps] = opened
        return self._folders[steps]

    def _below(self, parent: int, steps: tuple[str, ...]) -> int:
        with contextlib.suppress(FileExistsError):
            os.mkdir(steps[-1], 0o755, dir_fd=parent)
            self._made.append((parent, steps[-1]))
        try:
            return os.open(steps[-1], _FOLDER, dir_fd=parent)
        except OSError as problem:
            if problem.errno in {errno.ELOOP, errno.ENOTDIR}:
                self._not_a_folder(parent, steps)
            raise

    def _not_a_folder(self, parent: int, steps: tuple[str, ...]) -> NoReturn:
        where = self.root.joinpath(*steps)
        if stat.S_ISLNK(os.stat(steps[-1], dir_fd=parent, follow_symlinks=False).st_mode):
            _fail_link(where)
        _fail(where, "it is not a folder", "move it out of the way, or choose another folder")

    def stage(self, path: str, content: bytes) -> None:
        """Write the content beside its place, unless it is there already."""
        *steps, name = path.split("/")
        folder = self.folder(tuple(steps))
        old = self._old(folder, name, path)
        if old is not None and old[0] == content:
            self.unchanged.append(path)
            return
        staged = _Staged(path, folder, name, f".aadsl-{secrets.token_hex(8)}.new")
        self.staged.append(staged)
        _write_new(folder, staged.temporary, content, old[1] if old else None)
        if old is not None:
            staged.backup = f".aadsl-{secrets.token_hex(8)}.old"
            try:
                os.link(name, staged.backup, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            except OSError:  # a file system without hard links
                _write_new(folder, staged.backup, old[0], old[1])

    def _old(self, folder: int, name: str, path: str) -> tuple[bytes, int] | None:
        """Content and mode of what stands there; None where nothing does."""
        where = self.root / path
        try:
            opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        except FileNotFoundError:
            return None
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                _fail_link(where)
            problem.filename = str(where)
            raise
        try:
            status = os.fstat(opened)
            if not stat.S_ISREG(status.st_mode):
                _fail(where, "it is not a file", "move it out of the way, or choose another folder")
            with open(opened, "rb", closefd=False) as old:
                return old.read(), stat.S_IMODE(status.st_mode) & 0o777
        finally:
            os.close(opened)

    def publish(self) -> None:
        """Rename all into their places."""
        for each in self.staged:
            self._hold_place(each)
            os.rename(each.temporary, each.name, src_dir_fd=each.folder, dst_dir_fd=each.folder)
            each.published = True
        for folder in {each.folder for each in self.staged} | {parent for parent, _ in self._made}:
            os.fsync(folder)

    def _hold_place(self, each: _Staged) -> None:
        """What was looked at when staging may have been exchanged; a link is never replaced in silence."""
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISLNK(os.stat(each.name, dir_fd=each.folder, follow_symlinks=False).st_mode):
                _fail_link(self.root / each.path)

    def undo(self) -> None:
        """Put back what stood there, and take away what this run made. Goes on whatever fails."""
        for each in self.staged:
            with contextlib.suppress(OSError):
                if each.published and each.backup is not None:
                    os.rename(each.backup, each.name, src_dir_fd=each.folder, dst_dir_fd=each.folder)
                elif each.published:
                    os.unlink(each.name, dir_fd=each.folder)
        self.finish()
        for parent, name in reversed(self._made):
            with contextlib.suppress(OSError):
                os.rmdir(name, dir_fd=parent)

    def finish(self) -> None:
        """Take the helpers away."""
        for each in self.staged:
            for name in (each.temporary, each.backup):
                if name is not None:
                    with contextlib.suppress(OSError):
                        os.unlink(name, dir_fd=each.folder)


def _hold_paths(files: Mapping[str, str]) -> None:
    paths = set(files)
    for path in files:
        for step in path.split("/"):
            _hold_name(path, step)
        above = path.split("/")[:-1]
        for depth in range(1, len(above) + 1):
            if "/".join(above[:depth]) in paths:
                _fail(path, f"{shown('/'.join(above[:depth]))} is to be a file and a folder", "give them other names")


def _hold_name(path: str, step: str) -> None:
    bad = unprintable(step)
    if bad:
        problem = f"it contains {bad}"
    elif step in {"", ".", ".."}:
        problem = "it would leave the folder" if step == ".." else "a step of it is empty or `.`"
    elif step.startswith("."):
        problem = "apparmor_parser does not read files whose name begins with a dot"
    elif len(os.fsencode(step)) > _LONGEST_NAME:
        problem = f"a name has at most {_LONGEST_NAME} bytes"
    else:
        return
    _fail(path, problem, "give the profile or the container another name")


def _make_root(root: Path) -> list[Path]:
    """The folders that had to be made, the outermost first."""
    if "\0" in os.fspath(root):
        _fail(root, "it contains a NUL", "choose another folder")
    made: list[Path] = []
    try:
        for folder in (*reversed(root.parents), root):
            if not folder.exists():
                folder.mkdir(mode=0o755)
                made.append(folder)
            elif not folder.is_dir():
                _fail(folder, "it is not a folder", "move it out of the way, or choose another folder")
    except OSError as problem:
        _remove_empty(made)
        _refuse(root, problem)
    return made


def _remove_empty(made: list[Path]) -> None:
    for folder in reversed(made):
        with contextlib.suppress(OSError):
            folder.rmdir()


def _write_new(folder: int, name: str, content: bytes, mode: int | None) -> None:
    opened = os.open(name, _NEW, 0o644, dir_fd=folder)
    with open(opened, "wb", buffering=0) as new:
        if mode is not None:
            os.fchmod(opened, mode)
        for piece in _pieces(content):
            written = 0
            while written < len(piece):
                written += new.write(piece[written:]) or 0
        os.fsync(opened)


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    for at in range(0, len(content), 1 << 20):
        yield view[at : at + (1 << 20)]


def _refuse(root: Path, problem: OSError) -> NoReturn:
    reason = (problem.strerror or str(problem)).lower()
    where = problem.filename if isinstance(problem.filename, str) and problem.filename.startswith("/") else root
    way_out = {
        errno.EACCES: "choose a folder that may be written, or run as its owner",
        errno.EPERM: "choose a folder that may be written, or run as its owner",
        errno.EROFS: "choose a folder on a file system that may be written",
        errno.ENOSPC: "make room; what stood there before is untouched",
        errno.EDQUOT: "make room; what stood there before is untouched",
    }.get(problem.errno or 0, "choose another folder")
    _fail(where, reason, way_out)


def _fail_link(where: Path) -> NoReturn:
    _fail(where, "it is a symbolic link, and may lead out of the folder", "remove the link, or choose another folder")


def _fail(where: str | os.PathLike[str], problem: str, way_out: str) -> NoReturn:
    message = f"cannot write {shown(os.fspath(where), _LONGEST_SHOWN)}: {problem}"
    raise PolicyError((error("cannot-write", message, help=way_out),)) from None
