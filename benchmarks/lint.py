# ruff: noqa: INP001, T201 - a script
"""How long linting takes: aadsl, apparmor_parser's compile of the same profiles, and a line checker. In one run.

    python benchmarks/lint.py [FOLDER...]

Without folders: Debian's. The line checker is what most linters of profiles are: a few regular expressions a line.
Each figure is the best of a few runs, in seconds of the clock.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("/etc/apparmor.d", "/usr/share/apparmor/extra-profiles")
FEATURES = "/usr/share/apparmor-features/features"
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
    folders = [folder for folder in folders or FOLDERS if os.path.isdir(folder)]
    profiles = [path for folder in folders for path in sorted(Path(folder).iterdir()) if _is_profile(path)]
    if not profiles:
        sys.exit("no profiles in these folders")
    one = str(profiles[len(profiles) // 2])
    with tempfile.TemporaryDirectory() as cache:
        rows: list[tuple[str, float]] = [
            ("line checker, all", best(3, lambda: check_lines(profiles))),
            ("apparmor_parser, all", best(1, lambda: compile_all(profiles))),
            ("aadsl lint, all, nothing kept", best(1, lambda: aadsl(cache, "--no-cache", *folders))),
            ("aadsl lint, all, for the first time", best(1, lambda: aadsl(cache, *folders))),
            ("aadsl lint, all, nothing changed", best(3, lambda: aadsl(cache, *folders))),
            (f"aadsl lint, {Path(one).name} alone, nothing kept", best(3, lambda: aadsl(cache, "--no-cache", one))),
            (f"aadsl lint, {Path(one).name} alone, nothing changed", best(3, lambda: aadsl(cache, one))),
        ]
    print(f"{len(profiles)} files of profiles in {', '.join(folders)}; {len(os.sched_getaffinity(0))} processors")
    for name, seconds in rows:
        print(f"{seconds:8.2f} s  {name}")


def best(runs: int, do: Callable[[], object]) -> float:
    """The shortest of some runs."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        do()
        found.append(time.perf_counter() - start)
    return min(found)


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
