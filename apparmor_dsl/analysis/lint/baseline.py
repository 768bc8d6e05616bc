"""What was found before and is not to be mended now: a file that each finding is held against."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

from attrs import field, frozen

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.source import Source

_VERSION: Final = 1


@frozen
class Baseline:
    """Findings by their fingerprints, and how often each was there."""

    counts: Counter[str] = field(factory=Counter)

    def new_in(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings that were not there: of what is found three times and was there twice, the last."""
        left = Counter(self.counts)
        made: list[Diagnostic] = []
        for one in found:
            mark = fingerprint(one)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                made.append(one)
        return tuple(made)

    def text(self) -> str:
        """The baseline as JSON, ended by a newline."""
        findings = dict(sorted(self.counts.items()))
        return json.dumps({"version": _VERSION, "findings": findings}, indent=1) + "\n"


def baseline_of(found: Iterable[Diagnostic]) -> Baseline:
    """What is found now as a baseline."""
    return Baseline(Counter(map(fingerprint, found)))


def fingerprint(found: Diagnostic) -> str:
    """The code, the file, and a hash of the line's text: not its number, which changes with every line above it."""
    if found.span is None:
        return f"{found.code}::{_hash(found.message)}"
    line = found.span.source.line(found.span.line).split("#")[0].strip()
    return f"{found.code}:{found.span.source.name}:{_hash(line)}"


def _hash(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def read_baseline(source: Source) -> Baseline:
    """Read what `text` wrote. Raises PolicyError for anything else."""
    try:
        found = json.loads(source.text)
        if found["version"] != _VERSION:
            raise ValueError
        counts = {str(mark): int(count) for mark, count in found["findings"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        way_out = "make it anew with `aadsl lint --write-baseline`"
        raise PolicyError((error("bad-baseline", "this is no baseline", source.span(0), help=way_out),)) from None
    return Baseline(Counter(counts))
