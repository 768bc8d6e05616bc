"""An include could be another file: two of the folders in which it is looked for have one of that name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from apparmor_dsl.analysis.lint.lint import Group, Lint
from apparmor_dsl.analysis.lint.nodes import statements
from apparmor_dsl.analysis.lint.subject import LintedFile
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.language import ast

LINT = Lint(__name__, Severity.NOTICE, Group.correctness)


def check_file(file: LintedFile) -> Iterator[Diagnostic]:
    """Includes with two files of different texts; each name once."""
    told: set[str] = set()
    for item in statements(file.policy):
        if not isinstance(item, ast.Include) or file.folders is None or item.path in told:
            continue
        places = file.folders.include_paths(item)
        if places and _is_whole(places[0], item):
            continue
        other = next((place for place in places[1:] if _differ(places[0], place)), None)
        if other is not None:
            told.add(item.path)
            yield LINT.found(
                f"<{item.path}> is {places[0]} here, and {other} where folders are searched in another order",
                item.span,
                help="give the file a name of its own",
            )


def _is_whole(place: Path, include: ast.Include) -> bool:
    """Whether the file is one of a tree with its own tunables: nobody expects it to be mixed with another."""
    root = Path(str(place).removesuffix(include.path))
    return (root / "tunables" / "global").exists()


def _differ(one: Path, other: Path) -> bool:
    if one.samefile(other) or not one.is_file() or not other.is_file():
        return False
    return one.read_bytes() != other.read_bytes()
