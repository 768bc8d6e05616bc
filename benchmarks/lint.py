# ruff: noqa: INP001, T201 - a script
"""How long linting takes: aadsl, apparmor_parser's compile of the same profiles, and a line checker. In one run.

    python benchmarks/lint.py [FOLDER...]

Without folders: Debian's. The line checker is what most linters of profiles are: a few regular expressions a line.
Each figure is the best of a few runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("/etc/apparmor.d", "/usr/share/apparmor/extra-profiles")
FEATURES = "/usr/share/apparmor-features/features"
_SET_CHILD_SUBREAPER = 36
LINES = [
    re.compile(pattern)
    for pattern in (
        r"^\s*/\*\*\s",
        r"\b[rmk]*w[rmk]*i?x",
        r"\bux\b",
        r"//",
        r"[^,{}]\s*$",
        r"\[\^",
        r"capability\s+sys_(admin|module)",
        r"flags=\(.*complain",
    )
]


def main(folders: Sequence[str]) -> None:
    """Measure and print a table."""
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # what commands leave behind counts as started here
    folders = [folder for folder in folders or FOLDERS if os.path.isdir(folder)]
    profiles = [path for folder in folders for path in sorted(Path(folder).iterdir()) if _is_profile(path)]
    if not profiles:
        sys.exit("no profiles in these folders")
    one = str(profiles[len(profiles) // 2])
    print(f"{len(profiles)} files of profiles in {', '.join(folders)}; {len(os.sched_getaffinity(0))} processors, "
          f"load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    print(f"{'':50}{'clock s':>9}{'CPU s':>9}")
    with tempfile.TemporaryDirectory() as cache:
        line("a line checker, all", 3, lambda: check_lines(profiles))
        line("apparmor_parser compiles all", 2, lambda: compile_all(profiles))
        line("aadsl lint, all, nothing kept", 2, lambda: aadsl(cache, "--no-cache", *folders))
        line("aadsl lint, all, for the first time", 1, lambda: aadsl(cache, *folders))
        line("aadsl lint, all, nothing changed", 3, lambda: aadsl(cache, *folders))
        line(f"aadsl lint, {Path(one).name} alone, nothing kept", 3, lambda: aadsl(cache, "--no-cache", one))
        line(f"aadsl lint, {Path(one).name} alone, nothing changed", 3, lambda: aadsl(cache, one))


def line(what: str, runs: int, do: Callable[[], object]) -> None:
    """The shortest of some runs: by the clock, and the time that processors spent on it."""
    found = []
    for _ in range(runs):
        start, before = time.perf_counter(), spent()
        do()
        found.append((time.perf_counter() - start, spent() - before))
    print(f"{what:50}{min(clock for clock, _ in found):9.2f}{min(cpu for _, cpu in found):9.2f}")


def spent() -> float:
    """Seconds of all processors, of this process and those that it has started, also at second hand."""
    with contextlib.suppress(ChildProcessError):
        while True:  # the pool of a command that has ended, of which nobody else wants to know
            os.wait()
    uses = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def check_lines(profiles: Sequence[Path]) -> int:
    """What a line checker does, without the time its program needs to start."""
    return sum(
        1
        for path in profiles
        for line in path.read_text(errors="replace").splitlines()
        for pattern in LINES
        if not line.lstrip().startswith("#") and pattern.search(line)
    )


def compile_all(profiles: Sequence[Path]) -> None:
    """Compile every profile into nothing, as many at a time as there are processors: the parser does that itself."""
    words = ["apparmor_parser", "--config-file=/dev/null", "-M", FEATURES, "-QKTS", *map(str, profiles)]
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def aadsl(cache: str, *words: str) -> None:
    """Lint as a program, from its start to its end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    command = [sys.executable, "-c", "from apparmor_dsl.cli.app import main; main()", "lint", "--format", "concise"]
    done = subprocess.run([*command, *words], stdout=subprocess.DEVNULL, env=environment, check=False)
    if done.returncode not in {0, 1, 2}:
        sys.exit("aadsl failed")


def _is_profile(path: Path) -> bool:
    return path.is_file() and path.name != "README" and not path.name.startswith(".")


if __name__ == "__main__":
    main(sys.argv[1:])
