"""Work that is shared by several processes."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

S = TypeVar("S")
R = TypeVar("R")


def processors() -> int:
    """How many processes can run at a time."""
    return len(os.sched_getaffinity(0))


def collect_rarely() -> None:
    """Look for garbage less often than every 700 values.

    A command makes many small values and keeps them: looking costs up to a quarter of its time, and finds little.
    """
    gc.set_threshold(100_000, 50, 50)


def in_processes(work: Callable[[S], R], shares: Sequence[S], processes: int) -> Iterator[R]:
    """What comes of each share, in their order."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Not by fork: a bar on the terminal has a thread, and a copy of a process with threads may wait for ever.
    context = get_context("forkserver")
    # What the work needs is imported once, and not by each of them.
    context.set_forkserver_preload(["__main__", work.__module__])
    with ProcessPoolExecutor(processes, context, collect_rarely) as pool:
        yield from pool.map(work, shares)
