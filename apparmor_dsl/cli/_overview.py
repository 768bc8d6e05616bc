"""Many findings made readable: what is found again and again in a file is shown a few times, and all is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from attrs import evolve

if TYPE_CHECKING:
    from apparmor_dsl.diagnostics.diagnostic import Diagnostic

_MOST_SHOWN: Final = 3
"""So many findings of one name in one file are shown, and all where there is but one more."""
_FEWEST: Final = 4
"""Fewer findings need no overview."""
_MOST_NAMED: Final = 3


def folded(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The first findings of each name in each file; the last of them names the lines of the others."""
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in found:
        groups.setdefault((one.code, one.span.source.name if one.span else ""), []).append(one)
    left: list[Diagnostic] = []
    for one in found:
        group = groups[one.code, one.span.source.name if one.span else ""]
        at = next(at for at, other in enumerate(group) if other is one)
        if len(group) <= _MOST_SHOWN + 1 or at < _MOST_SHOWN - 1:
            left.append(one)
        elif at == _MOST_SHOWN - 1:
            others = group[_MOST_SHOWN:]
            said = f"{len(others)} more of these in the file, {_lines(others)}; --verbose shows each"
            left.append(evolve(one, notes=(*one.notes, said)))
    return left


def _lines(found: Sequence[Diagnostic]) -> str:
    """`in lines 4-7 and 12`"""
    numbers = sorted({one.span.line for one in found if one.span is not None})
    ranges = [[line for _, line in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    said = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in ranges]
    return f"in line{'s' if len(numbers) > 1 else ''} {' and '.join((', '.join(said[:-1]), said[-1])[not said[:-1] :])}"


def overview(found: Sequence[Diagnostic]) -> str:
    """One line about many findings: how many there are, of which lints most, and what can be mended at once."""
    if len(found) < _FEWEST:
        return ""
    counted = Counter(one.code for one in found).most_common()
    most = ", ".join(f"{count} {name}" for name, count in counted[:_MOST_NAMED])
    rest = sum(count for _, count in counted[_MOST_NAMED:])
    others = f" and {rest} more" if rest else ""
    mended = sum(1 for one in found if one.fix is not None and one.fix.safe)
    way_out = f"; --fix mends {mended} of them, and what is permitted stays the same" if mended else ""
    return f"{len(found)} findings: {most}{others}{way_out}\n"
