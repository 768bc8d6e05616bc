"""What a reader cannot mend is not reported to him, and what we ship has nothing to report."""

from __future__ import annotations

from pathlib import Path

import pytest

from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Severity
from apparmor_dsl.fleet.lint import Linting, lint_paths

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    ROOT / "policies",
    ROOT / "examples" / "docker-nested",
    *sorted((ROOT / "examples").glob("[!o]*/expected/profiles")),
]
"""All but the example that shows what is wrong with the profile that the project began with."""

_BOTH = "/srv/plugins/** rwm,\n"
"""A rule by which files are written and executed."""


def worth_a_word(paths: list[Path], linting: Linting = Linting()) -> list[Diagnostic]:  # noqa: B008 - a value
    return [one for one in lint_paths(paths, linting) if one.severity is not Severity.NOTICE]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_shipped_is_clean(folder: Path) -> None:
    assert worth_a_word([folder]) == []


def test_what_an_abstraction_of_others_writes_and_executes_is_not_reported(tmp_path: Path) -> None:
    profile = _profile(tmp_path, "include <abstractions/theirs>\n")

    assert _write_and_exec([profile], tmp_path) == []


def test_what_an_own_abstraction_writes_and_executes_is_reported_there(tmp_path: Path) -> None:
    profile = _profile(tmp_path, "include <abstractions/theirs>\n")

    assert _write_and_exec([profile, tmp_path / "abstractions"], tmp_path) == [("theirs", 1)]


def test_what_is_executed_by_an_own_rule_and_written_by_one_of_others_is_reported(tmp_path: Path) -> None:
    profile = _profile(tmp_path, "include <abstractions/theirs>\n/srv/plugins/run ix,\n", theirs="/srv/plugins/* w,\n")

    assert _write_and_exec([profile], tmp_path) == [("site", 2)]


def test_a_folder_of_abstractions_can_be_linted_by_itself(tmp_path: Path) -> None:
    _profile(tmp_path, "include <abstractions/theirs>\n", theirs="@{HOME}/.theirs r,\n")
    (tmp_path / "abstractions" / "more").write_text("include <abstractions/theirs>\n")
    (tmp_path / "abstractions" / "helper").write_text("profile helper {\n  include <abstractions/theirs>\n}\n")

    assert lint_paths([tmp_path / "abstractions"], Linting(include=(str(tmp_path),))) == ()


def _profile(folder: Path, body: str, theirs: str = _BOTH) -> Path:
    (folder / "abstractions").mkdir()
    (folder / "abstractions" / "theirs").write_text(theirs)
    profile = folder / "site"
    profile.write_text(f"profile site {{\n{body}}}\n")
    return profile


def _write_and_exec(paths: list[Path], include: Path) -> list[tuple[str, int]]:
    found = worth_a_word(paths, Linting(include=(str(include),)))
    return [
        (Path(one.span.source.name).name, one.span.line)
        for one in found
        if one.code == "write-and-exec" and one.span is not None
    ]
