# ruff: noqa: INP001 - a script
"""How long our verdict on real profiles takes, beside apparmor_parser on the same files in the same run.

    python benchmarks/automata.py [FILE ...]

Without files: every profile of /etc/apparmor.d and of Debian's package apparmor-profiles. Times are of one process,
best of three; the parser's are of a process a file, as it is used.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from apparmor_dsl.language.parser import parse_file
from apparmor_dsl.semantics.automata import Automaton, Expression, Walk
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.file import entries
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import Pattern, read
from apparmor_dsl.semantics.resolve.full import resolve
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import OLDEST
from apparmor_dsl.semantics.verdict import verdict

FOLDERS = (Path("/etc/apparmor.d"), Path("/usr/share/apparmor/extra-profiles"))
FEATURES = Path("/usr/share/apparmor-features/features")
RUNS = 3

T = TypeVar("T")


def main() -> None:
    """Measure, and write a table."""
    files = [Path(name) for name in sys.argv[1:]] or list(_installed())
    policies = [parse_file(file) for file in files]
    folders = PolicyFolders()

    first, _ = _timed(lambda: [resolve(each, folders, target=OLDEST, dialect="apparmor")[0] for each in policies], 1)
    resolving, resolved = _timed(
        lambda: [resolve(each, folders, target=OLDEST, dialect="apparmor")[0] for each in policies]
    )
    profiles = [profile for each in resolved for profile in each.profiles]
    judging, _ = _timed(lambda: [list(verdict(profile, target=OLDEST)) for profile in profiles])
    rules = [list(entries(profile, OLDEST)) for profile in profiles]
    building, automata = _timed(lambda: [_automaton(profile) for profile in profiles])
    walking, states = _timed(lambda: sum(_states(_automaton(profile)) for profile in profiles))
    paths = [f"/usr/lib/x86_64-linux-gnu/lib{number}.so.{number}".encode() for number in range(1000)]
    largest = max(zip(automata, profiles, strict=True), key=lambda pair: pair[0].positions())[0]
    asking, _ = _timed(lambda: [largest.matching(path) for path in paths])

    _line("files, profiles, file rules in force", f"{len(files)}, {len(profiles)}, {sum(map(len, rules))}")
    _line("resolve, each included file read for the first time", _ms(first))
    _line("resolve again", _ms(resolving))
    _line("verdict: globs, transitions, exec conflicts", _ms(judging))
    _line("all file rules as position automata", _ms(building))
    _line("the same, and every state of them", f"{_ms(walking)}, {states} states")
    _line("what a path is permitted, the largest profile, warm", f"{asking / len(paths) * 1e6:.1f} us a path")
    parser = shutil.which("apparmor_parser", path="/usr/sbin:/sbin:/usr/bin")
    if parser is None:
        _line("apparmor_parser", "is not installed")
        return
    compiling, _ = _timed(lambda: [_compile(parser, file) for file in files], 1)
    _line("apparmor_parser: the same files compiled", _ms(compiling))
    _line("apparmor_parser / (resolve + verdict)", f"{compiling / (first + judging):.1f} x")


def _installed() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in folder.glob("*") if path.is_file() and path.name != "README")


def _automaton(profile: ResolvedProfile) -> Automaton:
    """All file rules of a profile; rules that permit the same have one label."""
    labels: dict[object, int] = {}
    found: list[tuple[Expression, int]] = []
    for entry in entries(profile, OLDEST):
        matched = entry.pattern()
        label = labels.setdefault((entry.owner, entry.other, entry.access_type), len(labels))
        if isinstance(matched, Pattern):
            found.append((matched.expression, label))
    return Automaton(found)


def _states(automaton: Automaton) -> int:
    return sum(1 for _ in Walk().states(automaton))


def _compile(parser: str, file: Path) -> int:
    options = [
        "--config-file=/dev/null",
        f"--features-file={FEATURES}",
        "--skip-kernel-load",
        "--skip-cache",
        "--stdout",
    ]
    done = subprocess.run([parser, *options, str(file)], capture_output=True, check=False)
    return done.returncode


def _timed(what: Callable[[], T], runs: int = RUNS) -> tuple[float, T]:
    best = float("inf")
    for _ in range(runs):
        # Globs of earlier runs are forgotten, as a new process has none.
        read.cache_clear()
        pattern.cache_clear()
        start = time.perf_counter()
        made = what()
        best = min(best, time.perf_counter() - start)
    return best, made


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _line(what: str, said: str) -> None:
    sys.stdout.write(f"{what:56} {said}\n")


if __name__ == "__main__":
    main()
