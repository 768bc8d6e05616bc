# ruff: noqa: INP001, T201 - a script
"""How long a command takes that has little to do: clock and CPU time of a whole process, best of ten.

python benchmarks/start.py
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 10
AADSL = (sys.executable, "-c", "from apparmor_dsl.cli.app import main; main()")
POLICY = "abi <abi/3.0>,\ninclude <tunables/global>\n\nprofile web /usr/sbin/nginx {\n  /etc/nginx/** r,\n}\n"


def main() -> None:
    """Measure, and write a table."""
    print(f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}\n")
    print(f"{'':44}{'clock ms':>9}{'CPU ms':>9}")
    with tempfile.TemporaryDirectory(prefix="aadsl-benchmark-") as folder:
        policy = Path(folder, "web.aadsl")
        policy.write_text(POLICY)
        plain = Path(folder, "web")
        plain.write_text(POLICY)
        _line("python -c pass", [sys.executable, "-c", "pass"])
        _line("python -c 'import typer'", [sys.executable, "-c", "import typer"])
        _line("aadsl --help", [*AADSL, "--help"])
        _line("aadsl explain missing-comma", [*AADSL, "explain", "missing-comma"])
        _line("aadsl fmt --check FILE", [*AADSL, "fmt", "--check", str(plain)])
        _line("aadsl compile FILE -o DIR", [*AADSL, "compile", str(policy), "-o", str(Path(folder, "out"))])
        _line("aadsl check FILE", [*AADSL, "check", str(policy)])
        if parser := shutil.which("apparmor_parser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
            _line("apparmor_parser -QKT FILE", [parser, "-Q", "-K", "-T", str(plain)])


def _line(what: str, command: Sequence[str]) -> None:
    best = min((_run(command) for _ in range(RUNS)), key=sum)
    print(f"{what:44}{best[0] * 1e3:9.0f}{best[1] * 1e3:9.0f}")


def _run(command: Sequence[str]) -> tuple[float, float]:
    start, before = time.perf_counter(), _spent()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start, _spent() - before


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main()
