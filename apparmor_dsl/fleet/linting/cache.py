"""Keeps reports of files from run to run, for as long as nothing has changed that they rest on."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import secrets
import shutil
import sys
import time
from enum import Enum
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from apparmor_dsl.analysis.lint.run import FileReport
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.linting.reads import NotingFolders, Read, files_of
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.language.shipped import shipped

_SUM: Final = hashlib.sha256().digest_size
_OLD: Final = 14 * 24 * 3600
"""Seconds after which what another version of aadsl has kept is thrown away."""


@frozen
class Kept:
    """A report, the hash of the file that it is about, and what else was read for it.

    `own` are those of the files it rests on that were linted in the same run: what is said depends on that.
    """

    file: str
    reads: tuple[Read, ...]
    own: frozenset[str]
    report: FileReport


@define
class Cache:
    """Reports in a folder. What is damaged, or of another version, is as if it were not there.

    `settings` are what all reports of a run depend on beside the files: another text, other reports.
    """

    folder: Path
    settings: str
    _sources: dict[str, Source] = field(factory=dict)

    def find(self, key: str, name: str, folders: NotingFolders, own: frozenset[str]) -> Kept | None:
        """What is kept under this key about the file of this name, if nothing has changed."""
        try:
            data = self._place(key).read_bytes()
        except OSError:
            return None
        if len(data) < _SUM or hashlib.sha256(data[_SUM:]).digest() != data[:_SUM]:
            return None
        reader = _Reader(io.BytesIO(data[_SUM:]), self._sources)
        try:
            file, reads, kept_own = reader.load()
            if file != folders.disk.hash(name) or not file:
                return None
            if any(folders.answer(read.question) != read.found for read in reads):
                return None
            if kept_own != own_among(name, reads, folders, own):
                return None
            return Kept(file, reads, kept_own, reader.load())
        except Exception:  # the sum is right, and what it is the sum of is not ours: anything may come of reading it
            return None

    def keep(self, key: str, kept: Kept) -> None:
        """Keep a report, where that is possible; where it is not, the next run has to find it all again."""
        stream = io.BytesIO()
        writer = _Writer(stream)
        writer.dump((kept.file, kept.reads, kept.own))
        writer.dump(kept.report)
        data = stream.getvalue()
        place = self._place(key)
        waiting = place.with_name(f".{secrets.token_hex(8)}")
        with contextlib.suppress(OSError):
            place.parent.mkdir(0o700, parents=True, exist_ok=True)
            waiting.write_bytes(hashlib.sha256(data).digest() + data)
            os.replace(waiting, place)

    def _place(self, key: str) -> Path:
        whole = "\0".join((self.settings, os.getcwd(), key))
        digest = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()
        return self.folder / digest[:2] / digest[2:]


def own_among(name: str, reads: tuple[Read, ...], folders: NotingFolders, own: frozenset[str]) -> frozenset[str]:
    """Those of the files that a report rests on that are linted too."""
    return frozenset(map(folders.disk.real, (name, *files_of(reads)))) & own


class _Writer(pickle.Pickler):
    """Leaves the texts of files out: they are read again, and have been found to be the same."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, protocol=5)

    def persistent_id(self, obj: object) -> str | None:
        return obj.name if isinstance(obj, Source) and not obj.name.startswith("<") else None

    def reducer_override(self, obj: object) -> Any:
        """Enums by their class and value: Python 3.11.0 to 3.11.3 would have `getattr` called by the reader."""
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


class _Reader(pickle.Unpickler):
    """Makes values of this package and nothing else, whatever the file says."""

    def __init__(self, stream: io.BytesIO, sources: dict[str, Source]) -> None:
        super().__init__(stream)
        self._sources = sources

    def find_class(self, module: str, name: str) -> object:
        if module.startswith("apparmor_dsl.") and "." not in name and name[:1].isupper():
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        if (module, name) in _BUILTINS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a report")

    def persistent_load(self, name: object) -> Source:
        if not isinstance(name, str):
            raise pickle.UnpicklingError("a file without a name")
        if name not in self._sources:
            self._sources[name] = read_source(name)
        return self._sources[name]


_BUILTINS: Final = frozenset({("builtins", "frozenset"), ("builtins", "set")})


def open_cache(settings: str) -> Cache | None:
    """The cache of this user; None where there is no place for one.

    It lies in $XDG_CACHE_HOME/aadsl or ~/.cache/aadsl. A folder that belongs to somebody else is left alone.
    """
    base = _base()
    if base is None:
        return None
    lints = base / "aadsl" / "lint"
    folder = lints / _mark()
    try:
        if not folder.is_dir():
            folder.mkdir(0o700, parents=True, exist_ok=True)
            _throw_away_old(lints)
        if folder.stat().st_uid != os.geteuid():
            return None
    except OSError:
        return None
    return Cache(folder, settings)


def _base() -> Path | None:
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):  # a relative one is to be ignored. Source: XDG Base Directory Specification
        return Path(named)
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        return None


def _throw_away_old(lints: Path) -> None:
    """Remove what versions kept that nobody has used for long."""
    for other in lints.iterdir():
        if other.stat().st_mtime < time.time() - _OLD:
            shutil.rmtree(other, ignore_errors=True)


def _mark() -> str:
    """A hash of what this very program is: its files by name, size and time, and the Python it runs on."""
    made = hashlib.sha256(sys.version.encode())
    for top in (Path(__file__).resolve().parents[2], shipped("grammars"), shipped("policies")):
        for where, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                status = os.stat(os.path.join(where, name))
                made.update(f"{where}/{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return made.hexdigest()[:32]
