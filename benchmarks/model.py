# ruff: noqa: INP001, T201 - a script
"""How long it takes to know what profiles permit, beside apparmor_parser's compile of the same files in the same run.

    python benchmarks/model.py [FILE...]

Without files: Debian's profiles, and generated ones of 100, 1,000 and 5,000 rules. Everything is measured in processes
of their own, so that nothing is known beforehand: CPU time, the better of two, without Python's start.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from apparmor_dsl.analysis.equal import differences
from apparmor_dsl.analysis.equivalence import Same, compared
from apparmor_dsl.analysis.policies import Known, known_profiles
from apparmor_dsl.analysis.systems import DEBIAN
from apparmor_dsl.fleet.processes import collect_rarely
from apparmor_dsl.language.parser import parse_file
from apparmor_dsl.semantics.apparmor_parser import compiled, find_parser, parser_at
from apparmor_dsl.semantics.automata import Walk
from apparmor_dsl.semantics.files import BASE, PolicyFolders
from apparmor_dsl.semantics.model.compiled import read_compiled
from apparmor_dsl.semantics.model.profile import Model, model_of
from apparmor_dsl.semantics.targets import Target
from apparmor_dsl.semantics.verdict import verdict

FOLDERS = (Path(BASE), Path("/usr/share/apparmor/extra-profiles"))
GROWTH = (100, 1_000, 5_000)
RUNS = 2
QUESTIONS = [f"/usr/lib/x86_64-linux-gnu/lib{number}.so.{number}".encode() for number in range(1000)]

T = TypeVar("T")
Row = tuple[str, float]


def main(files: Sequence[str]) -> None:
    """Measure, and write a table."""
    with tempfile.TemporaryDirectory(prefix="aadsl-benchmark-") as folder:
        sets = {f"{len(files)} files": list(files)} if files else {"Debian's": _installed()}
        sets |= {} if files else {f"{count} rules": [_generated(Path(folder), count)] for count in GROWTH}
        columns = {name: _measured(each) for name, each in sets.items()}
    counts = {name: len(each) for name, each in sets.items()}
    print(f"Python {sys.version.split()[0]}, apparmor_parser {parser_at().version}; milliseconds of CPU time\n")
    print(f"{'':58}" + "".join(f"{name:>12}" for name in columns))
    print(f"{'files':58}" + "".join(f"{count:12}" for count in counts.values()))
    for row in next(iter(columns.values())):
        print(f"{row:58}" + "".join(f"{_short(column[row]):>12}" for column in columns.values()))


def _short(figure: float) -> str:
    return f"{figure:.0f}" if figure >= 100 else f"{figure:.3g}"


def _measured(files: Sequence[str]) -> dict[str, float]:
    """The rows for some files."""
    rows: dict[str, float] = {}
    for job in JOBS:
        runs = [_in_process(job, files) for _ in range(RUNS)]
        rows |= {name: min(run[name] for run in runs) for name in runs[0] if name not in rows}
    rows["apparmor_parser: compile"] = parser = min(_compile(files) for _ in range(RUNS)) * 1e3
    rows["read and model / compile"] = (rows[_READ] + rows[_MODEL]) / parser
    rows["read, model and every state / compile"] = (rows[_READ] + rows[_MODEL] + rows[_STATES]) / parser
    return rows


def _in_process(job: str, files: Sequence[str]) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, "--job", job, *files], stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _compile(files: Sequence[str]) -> float:
    """CPU seconds of the parser, which does one file after the other in one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = ["--config-file=/dev/null", f"--features-file={DEBIAN}", "-b", BASE, "-j1", "-QKTqS"]
    subprocess.run([find_parser(), *options, *files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _installed() -> list[str]:
    found = (path for folder in FOLDERS for path in sorted(folder.glob("*")))
    return [str(path) for path in found if path.is_file() and path.name != "README"]


def _generated(folder: Path, count: int) -> str:
    """A profile of so many rules of files, no two alike, and a few of other kinds."""
    rules = [
        "  {} r,\n  owner {}/** rwk,\n  {}/*.so mr,\n  /usr/lib/{{x86_64,aarch64}}-linux-gnu{}/** r,\n"
        "  @{{HOME}}/.config{}/{{cache,log}}-*.[0-9] rw,\n".replace("{}", f"/srv/service-{number}/data")
        for number in range(count // 5)
    ]
    path = folder / f"of-{count}-rules"
    path.write_text(
        "include <tunables/global>\nprofile made {\n  capability chown,\n  network inet stream,\n"
        f"  signal send peer=other,\n{''.join(rules).replace('{{', '{').replace('}}', '}')}}}\n"
    )
    return str(path)


# What is done in a process of its own

_READ = "read: parse, include, expand"
_MODEL = "model: the entries of every rule as automata"
_STATES = "every state of the automata"


def job(name: str, files: Sequence[str]) -> None:
    """Read the files, make their models, do what the job is, and write how long each took."""
    collect_rarely()
    parse_file(files[0])  # the tables are read
    system = (parser_at().target, DEBIAN)
    folders = PolicyFolders()
    read, profiles = _timed(lambda: [_read(Path(file), folders, *system) for file in files])
    made, models = _timed(lambda: [each.model for found in profiles for each in found])
    rows = {_READ: read, _MODEL: made, **dict(JOBS[name](profiles, models, files))}
    print(json.dumps({row: seconds * 1e3 for row, seconds in rows.items()}))


def _read(file: Path, folders: PolicyFolders, target: Target, features: str) -> tuple[Known, ...]:
    return known_profiles(parse_file(file), folders, "apparmor", target, features)[0]


def _states(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    del profiles, files
    sides = [side for one in models for side in (one.files, one.classes)]
    seconds, _ = _timed(lambda: [sum(1 for _ in Walk().states(side)) for side in sides])
    return [(_STATES, seconds)]


def _verdict(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    del models, files
    every = [each for found in profiles for each in found]
    seconds, _ = _timed(lambda: [list(verdict(each.profile, target=each.chosen.system.target)) for each in every])
    return [("verdict: globs, transitions, exec conflicts", seconds)]


def _questions(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    """About files: the first one of each model, and then many of the model with the most rules."""
    del profiles, files
    first, _ = _timed(lambda: [model.files.ask(QUESTIONS[0]) for model in models])
    rules, _ = _timed(lambda: [model.files.matching(QUESTIONS[0]) for model in models])
    largest = max(models, key=lambda model: len(model.profile.rules)).files
    cold, _ = _timed(lambda: [largest.ask(path) for path in QUESTIONS])
    warm, _ = _timed(lambda: [largest.ask(path) for path in QUESTIONS])
    told, _ = _timed(lambda: [largest.matching(path) for path in QUESTIONS])
    return [
        ("the first question to a model: what is permitted", first / len(models)),
        ("the first question to a model: and which rules say so", rules / len(models)),
        ("a question to the largest", cold / len(QUESTIONS)),
        ("a question to the largest, asked before", warm / len(QUESTIONS)),
        ("which rules of the largest say so", told / len(QUESTIONS)),
    ]


def _equality(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    del profiles, files
    turned = [model_of(evolve(one.profile, rules=one.profile.rules[::-1]), one.system) for one in models]
    seconds, _ = _timed(lambda: [list(differences(*pair)) for pair in zip(models, turned, strict=True)])
    return [("equality with the same rules in another order", seconds)]


def _inequality(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    del profiles, files
    fewer = [model_of(evolve(one.profile, rules=one.profile.rules[:-1]), one.system) for one in models]
    seconds, _ = _timed(lambda: [list(differences(*pair)) for pair in zip(models, fewer, strict=True)])
    return [("equality with one rule less", seconds)]


def _equivalence(profiles: Sequence[Sequence[Known]], models: Sequence[Model], files: Sequence[str]) -> list[Row]:
    """Without the compile: our models against what the parser wrote."""
    del models
    parser = parser_at()
    texts = [Path(file).read_text(errors="surrogateescape") for file in files]
    written = [compiled(text, parser, Path(DEBIAN)) for text in texts]
    seconds, found = _timed(
        lambda: [
            answer
            for ours, data in zip(profiles, written, strict=True)
            for answer in compared([each.model for each in ours], read_compiled(data, "compiled") if data else ())
        ]
    )
    for one in found:
        if not isinstance(one, Same):
            print(f"{one.profile}: {type(one).__name__}", file=sys.stderr)
    return [("equivalence with what was compiled, all strings", seconds)]


JOBS = {
    "states": _states,
    "verdict": _verdict,
    "questions": _questions,
    "equality": _equality,
    "inequality": _inequality,
    "equivalence": _equivalence,
}


def _timed(what: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    made = what()
    return time.process_time() - start, made


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        job(sys.argv[2], sys.argv[3:])
    else:
        main(sys.argv[1:])
