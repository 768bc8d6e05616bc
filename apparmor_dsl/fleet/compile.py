"""From files to files: policies and fleets in, profiles and container configuration out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error, has_errors
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source
from apparmor_dsl.fleet.inputs import Input, find_inputs
from apparmor_dsl.fleet.several_processes import FEWEST, Made, Share, compile_in_processes, compile_input
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.language.shipped import shipped
from apparmor_dsl.semantics.compile import Compilation, Compiled, compile_include, compile_policy
from apparmor_dsl.semantics.features import Features, read_features
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.targets import OLDEST, TARGETS, Target

if TYPE_CHECKING:
    from apparmor_dsl.semantics.apparmor_parser import Verdict

Progress = Callable[[int, int], None]
"""Called with how many inputs are done, and of how many."""

SOURCE_MAPS = ".aadsl"
"""The folder for source maps in the folder of profiles. `apparmor_parser` passes over folders."""


def _quiet(done: int, total: int) -> None:
    del done, total


@frozen
class Output:
    """What a set of inputs becomes, and what is to be said about it.

    `snippets` are container configuration: text by path below the folder for snippets (`lxc/910.conf`).
    """

    profiles: tuple[Compiled, ...]
    snippets: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    includes: Mapping[str, str] = field(factory=dict)
    """What the profiles include from the given folders, as text by its path: it goes where the profiles go."""

    def profile_files(self, *, source_maps: bool = True) -> dict[str, str]:
        """The profiles as text by file name, with the source maps beside them in a folder of their own."""
        files = {**self.includes, **{made.file_name: made.text for made in self.profiles}}
        if source_maps:
            files |= {f"{SOURCE_MAPS}/{made.file_name}.json": made.source_map() for made in self.profiles}
        return files


def compile_paths(
    paths: Sequence[str | os.PathLike[str]],
    *,
    target: str | None = None,
    features: str | os.PathLike[str] | None = None,
    confine: bool = False,
    today: dt.date | None = None,
    include: Sequence[str | os.PathLike[str]] = (),
    progress: Progress = _quiet,
    processes: int = 1,
) -> Output:
    """Compile files and folders: `.aadsl`, plain AppArmor profiles, fleet JSON.

    `target` is a name of `TARGETS`; without one, what `.aadsl` and fleets become is for the oldest, and plain profiles
    are taken as they are. `features` is a file that says what a kernel mediates: what has no effect there is said.
    `confine` gives containers that say `unconfined` the profile proposed for them; dates until which one may be
    unconfined are held against `today`, if it is given. `include` are folders for `<includes>`, before /etc/apparmor.d.
    Where there are hundreds of files, up to so many `processes` compile them; a script that allows more than one must
    be importable, as multiprocessing wants it. Nothing is written.

    Raises PolicyError when anything is wrong: with every diagnostic, and without a result.
    """
    folders = tuple(os.fspath(folder) for folder in (*include, BASE))
    mediated = read_features(read_source(Path(features))) if features is not None else None
    where = Share((), folders, tuple(map(str, folders_of(paths))), TARGETS[target] if target else None, mediated)
    run = _Run(PolicyFolders(where.include, where.travelling), where.target, confine, today, features=mediated)
    inputs = find_inputs(paths)
    policies = [one for one in inputs if one.kind != "fleet"]
    if processes > 1 and len(policies) >= FEWEST:
        for made in compile_in_processes(policies, lambda some: evolve(where, inputs=some), processes):
            run.take_over(made, policies)
            progress(run.taken, len(inputs))
    # Fleets last: they name profiles that the policies define.
    for one in (*policies[run.taken :], *(one for one in inputs if one.kind == "fleet")):
        progress(run.taken, len(inputs))
        run.take(one)
    progress(len(inputs), len(inputs))
    return run.output()


def check_paths(
    paths: Sequence[str | os.PathLike[str]],
    *,
    target: str | None = None,
    features: str | os.PathLike[str] | None = None,
    confine: bool = False,
    today: dt.date | None = None,
    include: Sequence[str | os.PathLike[str]] = (),
    progress: Progress = _quiet,
    processes: int = 1,
    parser: str | None = None,
) -> Output:
    """As `compile_paths`, and every profile is given to `apparmor_parser` for its verdict: the installed one, or the
    command `parser`.

    Raises PolicyError also when it refuses one, or is not installed.
    """
    from apparmor_dsl.semantics import apparmor_parser

    made = compile_paths(
        paths,
        target=target,
        features=features,
        confine=confine,
        today=today,
        include=include,
        processes=processes,
    )
    folders = [os.fspath(folder) for folder in (*folders_of(paths), *include)]
    refused: list[Diagnostic] = []
    try:
        command = apparmor_parser.find_parser() if parser is None else apparmor_parser.parser_at(parser).command
    except apparmor_parser.ParserMissingError:
        raise PolicyError((*made.diagnostics, _no_parser())) from None
    for number, (one, verdict) in enumerate(_verdicts(made.profiles, [*folders, BASE], command), 1):
        progress(number, len(made.profiles))
        if not verdict.accepted:
            refused.append(apparmor_parser.explain(one, verdict))
    if refused:
        raise PolicyError((*made.diagnostics, *refused))
    return made


def _verdicts(profiles: Sequence[Compiled], include: Sequence[str], parser: str) -> Iterator[tuple[Compiled, Verdict]]:
    """What apparmor_parser says of each profile, in order; as many are asked at a time as there are processors."""
    from apparmor_dsl.semantics.apparmor_parser import ask

    if len(profiles) < 2:  # the pool takes longer to import than the parser to answer
        yield from ((one, ask(one.text, include, name=one.file_name, parser=parser)) for one in profiles)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(
            profiles,
            pool.map(lambda one: ask(one.text, include, name=one.file_name, parser=parser), profiles),
            strict=True,
        )


@define
class _Run:
    """Collects what the inputs become."""

    files: PolicyFolders
    target: Target | None
    confine: bool
    today: dt.date | None
    profiles: dict[str, Compiled] = field(factory=dict)
    origins: dict[str, str] = field(factory=dict)
    snippets: dict[str, str] = field(factory=dict)
    diagnostics: list[Diagnostic] = field(factory=list)
    includes: dict[str, str] = field(factory=dict)
    features: Features | None = None
    taken: int = 0
    """How many inputs are done."""

    def take(self, one: Input) -> None:
        """Compile one input."""
        self.taken += 1
        if one.kind != "fleet":
            self.add(compile_input(one, self.files, self.target, self.features), os.fspath(one.path))
            return
        try:
            self._fleet(read_source(one.path))
        except PolicyError as problem:
            self.diagnostics += problem.diagnostics

    def take_over(self, made: Made, policies: Sequence[Input]) -> None:
        """Take over what another process made of the next of the policies."""
        for compilation in made.compilations:
            self.add(compilation, os.fspath(policies[self.taken].path))
            self.taken += 1
        self.includes |= made.includes

    def add(self, made: Compilation, name: str) -> None:
        """Take over what one input became; two inputs for one file are an error unless they say the same."""
        self.diagnostics += made.diagnostics
        for compiled in made.files:
            other = self.profiles.get(compiled.file_name)
            if other is not None and other.text != compiled.text:
                first = self.origins[compiled.file_name]
                self.diagnostics.append(
                    error(
                        "duplicate-profile",
                        f"{first} and {name} both become the file `{compiled.file_name}`",
                        help="rename one of the two profiles",
                    )
                )
            self.profiles.setdefault(compiled.file_name, compiled)
            self.origins.setdefault(compiled.file_name, name)

    def _fleet(self, source: Source) -> None:
        # Here, because policy alone needs none of what reads and checks fleets.
        from apparmor_dsl.fleet.prepare import prepare_fleet

        prepared = prepare_fleet(
            source,
            confine=self.confine,
            defined_elsewhere=frozenset({*self._defined(), *shipped_profiles()}),
            target=self.target or OLDEST,
            today=self.today,
        )
        self.diagnostics += prepared.diagnostics
        shipped_ones = sorted(prepared.wanted - set(self._defined()))
        policies = [
            *prepared.policies,
            *(self.files.parsed(shipped_profiles()[name], "aadsl") for name in shipped_ones),
        ]
        for policy in policies:
            made = compile_policy(policy, self.files, dialect="aadsl", target=self.target, features=self.features)
            self.add(made, policy.source.name if policy.source else source.name)
        for snippet in prepared.snippets:
            if self.snippets.setdefault(snippet.path, snippet.text) != snippet.text:
                self.diagnostics.append(_two_fleets(source, snippet.path))

    def _defined(self) -> Iterator[str]:
        """The names of the profiles that the inputs before this one define."""
        return (name for compiled in self.profiles.values() for name in compiled.profiles)

    def output(self) -> Output:
        """Everything, in the order of the names. Raises PolicyError if anything was wrong."""
        diagnostics = tuple(dict.fromkeys(self.diagnostics))
        if has_errors(diagnostics):
            raise PolicyError(diagnostics)
        profiles = tuple(self.profiles[name] for name in sorted(self.profiles))
        travellers = {path: compile_include(policy) for path, policy in self.files.travellers().items()}
        includes = dict(sorted({**self.includes, **travellers}.items()))
        return Output(profiles, dict(sorted(self.snippets.items())), diagnostics, includes)


def folders_of(paths: Sequence[str | os.PathLike[str]]) -> tuple[Path, ...]:
    """The folders among the inputs, in which includes are found too; the base is one anyway."""
    folders = (Path(path) for path in paths if os.path.isdir(path))
    return tuple(folder for folder in folders if folder.resolve() != Path(BASE))


def shipped_profiles() -> dict[str, Path]:
    """The profiles that come with aadsl, by name: each stands in a file of its name."""
    return {file.stem: file for file in sorted((shipped("policies") / "profiles").glob("*.aadsl"))}


def _two_fleets(source: Source, path: str) -> Diagnostic:
    return error(
        "duplicate-container",
        f"{source.name} and another fleet have different configuration for {path}",
        help="compile them one by one, into folders of their own",
    )


def _no_parser() -> Diagnostic:
    return error(
        "no-apparmor-parser",
        "apparmor_parser is not installed",
        help="install the package apparmor, or use `aadsl compile`, which does without",
    )
