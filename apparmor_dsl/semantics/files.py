"""Where the text of other files comes from: imports and includes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from attrs import evolve

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.diagnostics.suggest import nearest
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse_source, read_source
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.features import Features, read_features

BASE = "/etc/apparmor.d"
"""Where `apparmor_parser` looks for `<includes>` when nobody says otherwise."""

_LEFT_OUT_ENDINGS = (
    *("~", ".rpmnew", ".rpmsave", ".orig", ".rej", ".pacsave", ".pacnew"),
    *(".dpkg-new", ".dpkg-old", ".dpkg-dist", ".dpkg-bak", ".dpkg-remove"),
)


def is_left_out(name: str) -> bool:
    """Whether `apparmor_parser` passes over a file of this name in a folder. Source: is_blacklisted in libapparmor."""
    return name.startswith(".") or name.endswith(_LEFT_OUT_ENDINGS) or name == "README"


class Files(Protocol):
    """Reads the files that a policy refers to. Raises PolicyError when a file is there and cannot be read."""

    def imported(self, wanted: ast.Import, importer: str) -> ast.PolicyFile | None:
        """The file of an import in the file named `importer`; None when there is none."""

    def included(self, wanted: ast.Include | ast.Abi) -> tuple[ast.PolicyFile, ...] | None:
        """The file of an include, or the files of its folder; None when there is none.

        Of an `abi`, which is no policy: nothing, or None when there is no such file.
        """

    def features(self, abi: ast.Abi) -> Features | None:
        """What the ABI mediates; None when there is no such file."""

    def search_path(self) -> tuple[str, ...]:
        """The folders in which `<includes>` are looked for, for a message."""

    def like(self, wanted: ast.Include) -> str | None:
        """The include that may be meant by one that is not there, as it is written."""

    def fragment_names(self) -> frozenset[str]:
        """The names of the files that `import <name>` finds."""


class PolicyFolders:
    """Files on disk: shipped fragments, and `<includes>` in the given folders, the first that has one winning.

    Each file is read and parsed once however many policies refer to it. What was included from one of the `travelling`
    folders is kept: such a file must go where the policy goes.
    """

    def __init__(
        self,
        include: Sequence[str | os.PathLike[str]] = (BASE,),
        travelling: Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        self._travelling = tuple(Path(folder) for folder in travelling)
        self._folders = (*self._travelling, *(Path(folder) for folder in include))
        self._travellers: dict[str, ast.PolicyFile] = {}
        self._parsed: dict[tuple[str, Dialect], ast.PolicyFile] = {}
        self._included: dict[tuple[str, bool], tuple[ast.PolicyFile, ...] | None] = {}
        self._features: dict[Path, Features] = {}
        self._seen: set[str] = set()

    def imported(self, wanted: ast.Import, importer: str) -> ast.PolicyFile | None:
        """The file of an import: shipped, or relative to the file that imports it."""
        path = self.import_path(wanted, importer)
        return self.parsed(path, "aadsl") if path.is_file() else None

    @staticmethod
    def import_path(wanted: ast.Import, importer: str) -> Path:
        """Where the file of an import would be."""
        if not wanted.magic:
            return Path(os.path.normpath(Path(importer).parent / wanted.path))
        if not wanted.path.replace("-", "").replace("_", "").isalnum():
            problem = error(
                "import-name",
                f"`{wanted.path}` is not the name of a shipped file",
                wanted.span,
                help='write `import "path"` for a file of your own',
            )
            raise PolicyError((problem,))
        return shipped("policies") / "fragments" / f"{wanted.path}.aadsl"

    def included(self, wanted: ast.Include | ast.Abi) -> tuple[ast.PolicyFile, ...] | None:
        """The file of an include, or the files of its folder, the last name first, as the parser reads them."""
        if isinstance(wanted, ast.Abi):
            path = self.include_path(wanted)
            return () if path is not None and path.is_file() else None
        # Every profile includes the same few files: they are looked for once.
        key = (wanted.path, wanted.magic)
        if key not in self._included:
            self._included[key] = self._read_included(wanted)
        return self._included[key]

    def _read_included(self, wanted: ast.Include) -> tuple[ast.PolicyFile, ...] | None:
        path = self.include_path(wanted)
        if path is None:
            return None
        files = [path]
        if path.is_dir():
            # Each file goes on top of a stack, so that the last of them is read first. Source: include_dir_cb in
            # parser/parser_lex.l.
            files = [child for child in path.iterdir() if child.is_file() and not is_left_out(child.name)]
            files.sort(reverse=True)
        parsed = {file: self.parsed(file, "apparmor") for file in files}
        self._seen |= {os.path.realpath(file) for file in files}
        for folder in self._travelling if wanted.magic else ():
            inside = {
                file: policy for file, policy in parsed.items() if file.resolve().is_relative_to(folder.resolve())
            }
            self._travellers |= {os.path.relpath(file, folder): policy for file, policy in inside.items()}
        return tuple(parsed.values())

    def has_included(self, path: Path) -> bool:
        """Whether some policy has included the file by now."""
        return os.path.realpath(path) in self._seen

    def travellers(self) -> dict[str, ast.PolicyFile]:
        """What was included from the travelling folders, by its path below them."""
        return dict(sorted(self._travellers.items()))

    def include_path(self, wanted: ast.Include | ast.Abi) -> Path | None:
        """Where the file or folder of an include is; None when it is not there."""
        if not wanted.magic:
            return _there(wanted.path)
        found = (_there(f"{folder}/{wanted.path}") for folder in self._folders)
        return next((path for path in found if path is not None), None)

    def include_paths(self, wanted: ast.Include) -> tuple[Path, ...]:
        """Every place where an include could be read from. The first one is; the others have the same name."""
        if not wanted.magic:
            return ()
        return tuple(path for folder in self._folders if (path := folder / wanted.path).exists())

    def features(self, abi: ast.Abi) -> Features | None:
        """What the ABI mediates; None when there is no such file."""
        path = self.include_path(abi)
        if path is None or not path.is_file():
            return None
        if path not in self._features:
            self._features[path] = read_features(read_source(path))
        return self._features[path]

    def search_path(self) -> tuple[str, ...]:
        """The folders in which `<includes>` are looked for."""
        return tuple(str(folder) for folder in self._folders)

    def like(self, wanted: ast.Include) -> str | None:
        """The file of the nearest name in the same folder below the search path."""
        inner, name = os.path.split(wanted.path)
        folders = [folder / inner for folder in self._folders if not os.path.isabs(inner)]
        names = {child.name for folder in folders if folder.is_dir() for child in folder.iterdir()}
        best = name if name in names else nearest(name, sorted(names))
        return f"<{os.path.join(inner, best)}>" if best else None

    def fragment_names(self) -> frozenset[str]:
        """The names of the shipped fragment files."""
        return frozenset(file.stem for file in (shipped("policies") / "fragments").glob("*.aadsl"))

    def parsed(self, path: Path, dialect: Dialect) -> ast.PolicyFile:
        """The tree of a file. Raises PolicyError."""
        key = (os.path.realpath(path), dialect)
        if key not in self._parsed:
            self._parsed[key] = parse_source(_named(path), dialect)
        return self._parsed[key]


def _there(name: str) -> Path | None:
    """The file or folder of the name, which is a folder where a slash ends it."""
    return Path(name) if os.path.exists(name) else None


def _named(path: Path) -> Source:
    """The file's text under a name that is the same wherever the package is installed."""
    source = read_source(path)
    folder = shipped("policies")
    if path.is_relative_to(folder):
        return evolve(source, name=f"<{path.relative_to(folder).with_suffix('')}>")
    return source
