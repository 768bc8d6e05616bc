"""Which files a command line names, and what each of them is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.files import is_left_out

Kind = Literal["aadsl", "apparmor", "fleet"]

_OTHER_LANGUAGES = frozenset(
    {".css", ".html", ".ini", ".json", ".lock", ".md", ".png", ".py", ".rst", ".sh", ".svg", ".toml", ".txt", ".yaml"}
    | {".yml"}
)
"""Endings of files beside policy that are none. Profiles are named after programs, so any other ending may be one."""

_NO_POLICY = frozenset({"abi", "cache", "cache.d", "disable", "force-complain"})
"""Folders of /etc/apparmor.d that hold something else. Source: apparmor.d(5), aa-disable(8), apparmor_parser(8)."""


@frozen
class Input:
    """A file and what it is; `named` where it was named itself and not found in a folder."""

    path: Path
    kind: Kind
    named: bool


def find_inputs(paths: Sequence[str | os.PathLike[str]]) -> tuple[Input, ...]:
    """The files, each once, those of a folder in the order of their names.

    From a folder: `.aadsl` and `.json` files at any depth, and plain profiles as `apparmor_parser` takes them, from the
    folder itself and not from those below. Hidden files and folders are left out. Raises PolicyError for a path that
    is not there.
    """
    missing = [path for path in paths if not os.path.exists(path)]
    if missing:
        raise PolicyError(
            tuple(
                error("unreadable-file", f"{path}: no such file or folder", help="check the path") for path in missing
            )
        )
    found: dict[Path, Input] = {}
    for path in map(Path, paths):
        for item in _in_folder(path) if path.is_dir() else [Input(path, kind_of(path), named=True)]:
            found.setdefault(item.path.resolve(), item)
    return tuple(found.values())


def policy_below(folder: Path) -> Iterator[Input]:
    """The plain policy at any depth of a folder: abstractions, tunables, profiles in groups. Disabled ones are not."""
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_POLICY)
        for name in sorted(files):
            path = Path(where, name)
            if path.is_file() and kind_of(path) == "apparmor" and _may_be_profile(path):
                yield Input(path, "apparmor", named=False)


def kind_of(path: Path) -> Kind:
    """What a file is, by its name."""
    if path.suffix == ".aadsl":
        return "aadsl"
    return "fleet" if path.suffix == ".json" else "apparmor"


def _in_folder(folder: Path) -> Iterator[Input]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            kind = kind_of(path)
            if name.startswith(".") or not path.is_file():
                continue
            if kind != "apparmor" or (Path(where) == folder and _may_be_profile(path)):
                yield Input(path, kind, named=False)


def _may_be_profile(path: Path) -> bool:
    return not is_left_out(path.name) and path.suffix not in _OTHER_LANGUAGES
