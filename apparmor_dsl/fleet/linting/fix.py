"""The fixes of a run of the linter, held against every profile that was linted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apparmor_dsl.analysis.lint.fixing import Fixing, candidates
from apparmor_dsl.analysis.lint.proof import Judge, Part
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.lint import Run
from apparmor_dsl.fleet.linting.reads import files_of


def fix(run: Run, found: Iterable[Diagnostic], *, unsafe: bool = False) -> Fixing:
    """Take the fixes of these findings that change nothing; with `unsafe` the others too. No file is written."""
    asking = run.asking
    fixing = Fixing(Judge(run.folders, tuple(_parts(run)), asking.target, asking.features))
    proposed = candidates(found, asking.own)
    fixing.safely(proposed)
    if unsafe:
        taken = {id(one.candidate) for one in fixing.taken} | {id(one) for one in fixing.waiting}
        fixing.left.clear()
        fixing.unsafely([one for one in proposed if id(one) not in taken])
    return fixing


def _parts(run: Run) -> Iterator[Part]:
    """The files of profiles, each with all files that its profiles are made of."""
    real = run.folders.disk.real
    for report in run.reports:
        if report.found.facts:
            files = frozenset(map(real, (report.of.name, *files_of(report.reads))))
            yield Part(report.of.input.path, "aadsl" if report.of.input.kind == "aadsl" else "apparmor", files)
