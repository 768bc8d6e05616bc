"""Runs `aadsl` of this tree as its users do: as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent


class Run(NamedTuple):
    """The exit code, and what was written to standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


def aadsl(*words: str | os.PathLike[str], cwd: Path = ROOT) -> Run:
    done = subprocess.run(
        [sys.executable, "-c", "from apparmor_dsl.cli.app import main; main()", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        # Nothing is kept from run to run: there is no folder that could be made there.
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "120", "XDG_CACHE_HOME": "/proc/none"},
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)
