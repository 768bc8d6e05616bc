"""The profiles in files of policy, each with the system it is compiled for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from attrs import define, field

from apparmor_dsl.analysis.systems import Chosen, choose, target_of
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity, error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser.tables import Dialect
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import Target

_FEW = 8


@define(slots=False)
class Known:
    """A profile and how it is compiled. Its model is made when somebody asks."""

    profile: ResolvedProfile
    chosen: Chosen
    file: str

    @cached_property
    def model(self) -> Model:
        """What it permits."""
        return model_of(self.profile, self.chosen.system)


@define
class Policies:
    """The profiles of some files. Each file is read when it is needed, and once.

    `diagnostics` grows as files are read: a file that cannot be read hides its own profiles and no others.
    """

    files: Sequence[Path]
    include: Sequence[str | os.PathLike[str]] = ()
    target: Target | None = None
    features: str | os.PathLike[str] | None = None
    diagnostics: list[Diagnostic] = field(factory=list)
    _read: dict[Path, tuple[Known, ...]] = field(factory=dict)
    _folders: PolicyFolders | None = None

    def __iter__(self) -> Iterator[Known]:
        """Every profile, in the order of the files."""
        for file in self.files:
            yield from self._profiles(file)

    def find(self, name: str) -> Known | None:
        """The profile of this name. Files in which the name is written are read first."""
        for file in self._likely_first(name):
            for known in self._profiles(file):
                if name in {known.profile.name, _whole(known.profile)}:
                    return known
        return None

    def named(self, name: str) -> Known:
        """The profile of this name. Raises PolicyError where there is none, with the names most like it."""
        found = self.find(name)
        if found is not None:
            return found
        names = [known.profile.name for known in self]
        errors = tuple(each for each in self.diagnostics if each.severity is Severity.ERROR)
        way_out = did_you_mean(name, names) or _listed(names)
        raise PolicyError((*errors, error("unknown-profile", f"there is no profile `{name}`", help=way_out)))

    def _likely_first(self, name: str) -> Iterable[Path]:
        likely = [file for file in self.files if file in self._read or _mentions(file, name.rpartition("//")[2])]
        return [*likely, *(file for file in self.files if file not in likely)]

    def _profiles(self, file: Path) -> tuple[Known, ...]:
        if file not in self._read:
            self._read[file] = ()
            try:
                self._read[file] = self._of_file(file)
            except PolicyError as problem:
                self.diagnostics += problem.diagnostics
        return self._read[file]

    def _of_file(self, file: Path) -> tuple[Known, ...]:
        if self._folders is None:
            self._folders = PolicyFolders((*self.include, BASE))
        dialect: Dialect = "aadsl" if file.suffix == ".aadsl" else "apparmor"
        policy = self._folders.parsed(file, dialect)
        found, said = known_profiles(policy, self._folders, dialect, self.target, self.features)
        self.diagnostics += said
        return found


def known_profiles(
    policy: ast.PolicyFile,
    folders: PolicyFolders,
    dialect: Dialect = "apparmor",
    target: Target | None = None,
    features: str | os.PathLike[str] | None = None,
) -> tuple[tuple[Known, ...], tuple[Diagnostic, ...]]:
    """The profiles of one file, and what is to be said about it; none where there is an error."""
    first = target or target_of(None)
    resolved, said = resolve(policy, folders, target=first, dialect=dialect)
    pinned = target or target_of(resolved.abi)
    if pinned != first:
        resolved, said = resolve(policy, folders, target=pinned, dialect=dialect)
    if has_errors(said) or not resolved.profiles:
        return (), said
    chosen = choose(resolved.abi, folders, target, features)
    file = policy.source.name if policy.source else ""
    return tuple(Known(profile, chosen, file) for profile in resolved.profiles), said


def _whole(profile: ResolvedProfile) -> str:
    return f":{profile.namespace}://{profile.name}" if profile.namespace else profile.name


def _mentions(file: Path, word: str) -> bool:
    try:
        return word.encode("utf-8", "surrogateescape") in file.read_bytes()
    except OSError:
        return False  # whoever reads it next says why it cannot be read


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "name a file or a folder with profiles"
    shown = ", ".join(f"`{name}`" for name in sorted(names)[:_FEW])
    return f"there are {shown}{f' and {len(names) - _FEW} more' if len(names) > _FEW else ''}"
