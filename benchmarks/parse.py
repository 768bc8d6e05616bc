# ruff: noqa: INP001, T201 - a script
"""How long reading policy takes: ours, apparmor_parser and python3-apparmor beside each other on the same files.

    python benchmarks/parse.py [--profiles N]

Three sets of files: Debian's /etc/apparmor.d, upstream's parser tests (../shared/corpus beside the repository, where it
is there), and a generated tree of N profiles (2000) that include Debian's abstractions. Times are CPU time, user and
system, best of three.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import lark

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.processes import collect_rarely
from apparmor_dsl.fleet.several_processes import FEWEST
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import parse, parse_file, read_source
from apparmor_dsl.language.parser.tables import FLAGS, grammar_text
from apparmor_dsl.semantics.files import BASE, PolicyFolders, is_left_out

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT.parent / "shared" / "corpus" / "parser-tests"
FEATURES = Path("/usr/share/apparmor-features/features")
RUNS = 3
COMPILED = 100
"""Of more profiles than this the first ones are compiled, and the time is given for these."""

ENDLESS = {"ok_normalize.sd"}
"""Of the parser tests what apparmor_parser 3.0.8 never ends on."""


class Measured(NamedTuple):
    """What was done, on how many files and bytes, in how many seconds; `note` says what the figure leaves out."""

    what: str
    files: int
    size: int
    seconds: float
    note: str = ""


def main() -> None:
    """Measure, and write a table a set."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--profiles", type=int, default=2000, help="how many profiles the generated tree has")
    wanted = options.parse_args()
    collect_rarely()  # as the command does
    parse("profile p { /a r, }")  # the tables are read, or made, before anything is measured
    print(f"Python {sys.version.split()[0]}, apparmor_parser {_version()}, {os.cpu_count()} processors, "
          f"load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    debian = [path for path in sorted(Path(BASE).iterdir()) if path.is_file() and not is_left_out(path.name)]
    _table("Debian's /etc/apparmor.d", _tree(debian, Path(BASE)))
    if TESTS.is_dir():
        _table("Upstream's parser tests", _tests())
    with tempfile.TemporaryDirectory(prefix="aadsl-benchmark-") as folder:
        made = _generated(Path(folder), wanted.profiles)
        _table(f"{wanted.profiles} generated profiles", _tree(made, Path(BASE)))
        _growth(made)


def _table(title: str, rows: Iterable[Measured]) -> None:
    found = list(rows)
    print(f"{title}\n")
    print(f"{'':56}{'files':>6} {'KB':>7} {'ms':>9} {'MB/s':>7} {'ours = 1':>9}")
    for row in found:
        all_of_them = max(1.0, found[0].files / row.files)  # where only the first ones are compiled
        share = row.seconds / found[0].seconds * all_of_them
        print(f"{row.what:56}{row.files:6} {row.size / 1e3:7.0f} {row.seconds * 1e3:9.1f} "
              f"{row.size / row.seconds / 1e6:7.2f} {share:9.2f}  {row.note}".rstrip())  # fmt: skip
    print()


def _tree(profiles: Sequence[Path], base: Path) -> Iterable[Measured]:
    """The profiles of a folder with everything that they include."""
    every = sorted({*profiles, *_included(profiles, base)})
    size = _size(every)
    yield Measured("ours: the profiles, and each included file once", len(profiles), size,
                   _cpu(lambda: _included(profiles, base)))  # fmt: skip
    yield Measured("ours: each of these files as it is", len(every), size, _cpu(lambda: _parse_all(every)))
    if len(every) > FEWEST:
        yield Measured("ours: the same in two processes (time on the clock)", len(every), size,
                       _clock(lambda: _parse_in_two(every)))  # fmt: skip
    yield Measured("Lark's own loop on the same grammar: trees, no nodes", len(every), size, _cpu(_lark(every)))
    if _parser():
        seconds = _children(lambda: _ask(["-N"], profiles))
        yield Measured("apparmor_parser -N: parse, includes each time", len(profiles), size, seconds)
        few = profiles[:COMPILED]
        seconds = _children(lambda: _ask(["-Q", "-K", "-T", *_features()], few), runs=1)
        yield Measured("apparmor_parser -QKT: compile", len(few), _size(few), seconds)
    yield from _python_apparmor(profiles, size)


def _tests() -> Iterable[Measured]:
    """Small files, many of them wrong: what is refused is read as far as it goes."""
    files = [path for path in sorted(TESTS.rglob("*.sd")) if path.name not in ENDLESS]
    size = _size(files)
    yield Measured("ours: each file", len(files), size, _cpu(lambda: _parse_all(files)))
    if _parser():
        seconds = _children(lambda: _ask(["-N", "-I", str(TESTS)], files))
        yield Measured("apparmor_parser -N: parse", len(files), size, seconds)


def _growth(made: Sequence[Path]) -> None:
    """Whether twice as much takes twice as long."""
    print("How it grows\n")
    print(f"{'':56}{'times':>6} {'ours, ms':>11} {'-N, ms':>9} {'ours us/rule':>13}")
    rule = "  /usr/share/doc/{name,other}-*/**.{txt,html} r,\n"
    for count in (100, 1_000, 10_000, 100_000):
        text = f"profile p {{\n{rule * count}}}\n"
        seconds = _cpu(lambda text=text: parse(text))  # type: ignore[misc] # a default is bound at once
        other = _of_parser(text) if _parser() else 0.0
        print(f"{'one profile of so many rules':56}{count:6} {seconds * 1e3:11.1f} {other * 1e3:9.1f} "
              f"{seconds / count * 1e6:13.2f}")  # fmt: skip
    for count in (1, 10, 100, 1_000):
        few = made[:count]
        if len(few) == count:
            seconds = _cpu(lambda few=few: _included(few, Path(BASE)))  # type: ignore[misc] # as above
            other = _children(lambda few=few: _ask(["-N"], few)) if _parser() else 0.0  # type: ignore[misc]
            print(f"{'so many generated profiles':56}{count:6} {seconds * 1e3:11.1f} {other * 1e3:9.1f}")
    print()


def _of_parser(text: str) -> float:
    with tempfile.TemporaryDirectory(prefix="aadsl-benchmark-") as folder:
        file = Path(folder, "p")
        file.write_text(text)
        return _children(lambda: _ask(["-N"], [file]))


# What is measured


def _parse_all(files: Iterable[Path]) -> int:
    """How many of the files are policy."""
    return sum(map(_is_policy, files))


def _parse_in_two(files: Sequence[Path]) -> int:
    """The same by two processes, which give back numbers and no trees."""
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(_parse_all, (files[::2], files[1::2])))


def _lark(files: Iterable[Path]) -> Callable[[], object]:
    """What Lark does with the grammar without our loop and our builders, where the texts are known already."""
    stock = lark.Lark(
        grammar_text("apparmor"), parser="lalr", lexer="contextual", maybe_placeholders=True, g_regex_flags=FLAGS
    )
    stock.parse("profile p { /a r, }")
    texts = [text for text in (read_source(file).text for file in files) if _is_read(stock, text)]
    return lambda: [stock.parse(text) for text in texts]


def _is_read(stock: lark.Lark, text: str) -> bool:
    try:
        stock.parse(text)
    except lark.exceptions.UnexpectedInput:
        return False
    return True


def _is_policy(file: Path) -> bool:
    try:
        parse_file(file)
    except PolicyError:
        return False
    return True


def _included(profiles: Iterable[Path], base: Path) -> set[Path]:
    """Parse the profiles and every file that they include, each once; the included ones."""
    folders = PolicyFolders([base])
    seen: set[str] = set()
    waiting = [parse_file(path) for path in profiles]
    while waiting:
        for include in _includes(waiting.pop().statements):
            for policy in folders.included(include) or ():
                if policy.source is not None and policy.source.name not in seen:
                    seen.add(policy.source.name)
                    waiting.append(policy)
    return {Path(name) for name in seen}


def _includes(items: Iterable[ast.Statement]) -> Iterable[ast.Include]:
    for item in items:
        match item:
            case ast.Include():
                yield item
            case ast.Profile() | ast.Hat() | ast.Block():
                yield from _includes(item.body)
            case ast.Conditional():
                yield from _includes((*item.then, *item.otherwise))
            case _:
                pass


def _ask(options: Sequence[str], files: Sequence[Path]) -> None:
    """apparmor_parser over the files, in one process that does them one after the other."""
    command = [_parser() or "", "--config-file=/dev/null", "-b", BASE, "-j1", "-q", *options, *map(str, files)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=1800, check=False)


def _python_apparmor(profiles: Sequence[Path], size: int) -> Iterable[Measured]:
    """The parser of Debian's python3-apparmor, in the Python that it is installed for; profiles are read beforehand."""
    python = shutil.which("python3", path="/usr/bin")
    known = python and subprocess.run([python, "-c", "import apparmor.aa"], capture_output=True, check=False)
    if not python or not known or known.returncode:
        return
    wanted = json.dumps([[*map(str, profiles)], RUNS])
    program = Path(__file__).with_name("python3_apparmor.py")
    done = subprocess.run([python, program], input=wanted, capture_output=True, text=True, check=True)
    seconds, refused = json.loads(done.stdout.splitlines()[-1])
    note = f"{refused} not read" if refused else ""
    yield Measured("python3-apparmor: profiles, and each included file once", len(profiles), size, seconds, note)


# The generated tree


def _generated(folder: Path, count: int) -> list[Path]:
    """So many profiles of 30 rules, each with four abstractions."""
    files = []
    for number in range(count):
        name = f"service-{number}"
        rules = "".join(f"  /srv/{name}/{part}/** rw,\n  owner /run/{name}/{part}.sock rwk,\n" for part in range(12))
        files.append(folder / name)
        files[-1].write_text(
            f"# The service {number}.\ninclude <tunables/global>\n\n"
            f"profile {name} /usr/sbin/{name} flags=(attach_disconnected) {{\n"
            + "".join(f"  include <abstractions/{each}>\n" for each in ("base", "nameservice", "openssl", "python"))
            + "\n  capability net_bind_service setuid setgid,\n  network inet stream,\n"
            + f"  signal (send, receive) peer={name},\n\n  /usr/sbin/{name} mr,\n  /usr/bin/logger Px,\n{rules}}}\n"
        )
    return files


# Clocks


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process, the best of a few runs."""
    return min(_once(work, time.process_time) for _ in range(RUNS))


def _clock(work: Callable[[], object]) -> float:
    return min(_once(work, time.perf_counter) for _ in range(RUNS))


def _children(work: Callable[[], object], runs: int = RUNS) -> float:
    """CPU seconds of the processes that are started."""
    return min(_once(work, _spent_by_children) for _ in range(runs))


def _once(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start


def _spent_by_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _size(files: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in files)


def _parser() -> str | None:
    return shutil.which("apparmor_parser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def _version() -> str:
    if not _parser():
        return "is not here"
    said = subprocess.run([_parser() or "", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"version ([\d.]+)", said)
    return found[1] if found else "?"


def _features() -> list[str]:
    return [f"--kernel-features={FEATURES}", f"--policy-features={FEATURES}"] if FEATURES.exists() else []


if __name__ == "__main__":
    main()
