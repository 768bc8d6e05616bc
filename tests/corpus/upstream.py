"""Upstream's parser tests, as they stand in the corpus: which file, which verdict is right, what each parser said."""

import csv
import tomllib
from functools import cache
from pathlib import Path

from attrs import frozen

from tests.conftest import CORPUS

FILES = CORPUS / "parser-tests"
FEATURES = CORPUS / "features" / "features.all"


@frozen
class Case:
    """One file. `is_right` is what upstream marks it as; `accepted_by` are versions."""

    path: str
    is_right: bool
    accepted_by: frozenset[str]

    @property
    def text(self) -> str:
        """The policy, without the lines in which the test speaks of itself."""
        lines = (FILES / self.path).read_bytes().decode("utf-8", "surrogateescape").splitlines(keepends=True)
        return "".join("\n" if line.startswith("#=") else line for line in lines)


@cache
def cases() -> tuple[Case, ...]:
    """Every case that upstream itself does not flag as one that it fails."""
    with (CORPUS / "parser-tests.tsv").open(newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(
        Case(
            row["path"],
            row["expected"] == "PASS",
            frozenset(name.removeprefix("parser_") for name, said in row.items() if said == "accept"),
        )
        for row in rows
        if not row["flag"]
    )


@cache
def known_gaps(kind: str = "round-trip") -> frozenset[str]:
    """The files that are listed as ones we do not treat as upstream does: `round-trip`, or `verdict` and a target."""
    text = (Path(__file__).parent / "known_gaps.toml").read_text()
    return frozenset(gap["file"] for gap in tomllib.loads(text).get(kind, []))


def lay_out(folder: Path) -> Path:
    """The tests below the folder as upstream has them where its parser runs, which is the result.

    Some files include others by a path from there, and the corpus leaves out what is no test but included by one.
    """
    tests = folder / "tst" / "simple_tests"
    (tests / "include_tests").mkdir(parents=True)
    for path in FILES.iterdir():
        if path.name != "include_tests":
            (tests / path.name).symlink_to(path)
    for path in (FILES / "include_tests").iterdir():
        (tests / "include_tests" / path.name).symlink_to(path)
    for name in ("includes_okay_helper.include", "includes with space helper.include"):
        (tests / "include_tests" / name).write_text("/srv/helper r,\n")
    return folder / "tst"
