"""Which files below a folder are policy text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic

_NOT_POLICY = frozenset({"abi", "cache", "cache.d", "disable", "force-complain"})
"""Folders of /etc/apparmor.d with something else in them: features of kernels, compiled policy, links."""

_OTHER_LANGUAGES = frozenset(
    {".css", ".html", ".ini", ".json", ".lock", ".md", ".png", ".py", ".rst", ".svg", ".toml", ".txt", ".yaml", ".yml"}
)
"""Endings of what stands beside policy. Profiles are named after programs, so any other ending may be one."""


def policy_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files that are named, and the policy in the folders that are named, each once, in the order of the names.

    From a folder: `.aadsl` files, profiles, abstractions and tunables at any depth. Left out are symbolic links, hidden
    files and folders, scripts, what `apparmor_parser` passes over (README, *.dpkg-old, ...), and files of other
    languages by their endings. Raises PolicyError for a path that is not there, or is neither file nor folder.
    """
    from apparmor_dsl.diagnostics.errors import PolicyError

    wrong = tuple(_wrong(path) for path in paths if not (path.is_file() or path.is_dir()))
    if wrong:
        raise PolicyError(wrong)
    found: dict[str, Path] = {}
    for path in paths:
        for file in _below(path) if path.is_dir() else [path]:
            found.setdefault(os.path.realpath(file), file)
    return tuple(found.values())


def _wrong(path: Path) -> Diagnostic:
    from apparmor_dsl.diagnostics.diagnostic import error

    if path.exists():
        return error("unreadable-file", f"{path}: neither a file nor a folder", help="use `-` to read from a pipe")
    return error("unreadable-file", f"{path}: no such file or folder", help="check the path")


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            if not path.is_symlink() and path.is_file() and _is_policy(path, folder):
                yield path


def _is_policy(path: Path, folder: Path) -> bool:
    from apparmor_dsl.semantics.files import is_left_out

    if is_left_out(path.name) or path.suffix in _OTHER_LANGUAGES:
        return False
    if path.suffix == ".aadsl":
        return True
    return _NOT_POLICY.isdisjoint(path.relative_to(folder).parts[:-1]) and not _is_script(path)


def _is_script(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"#!"
    except OSError:
        return False  # whoever reads it next says why it cannot be read
