"""Policy for another machine: what it pins may not be installed here, and it can be reviewed all the same."""

from __future__ import annotations

from pathlib import Path

from apparmor_dsl.diagnostics.diagnostic import Severity
from apparmor_dsl.fleet.lint import lint_paths

_BODY = "profile p flags=(complain) {\n  deny /srv/** w,\n  deny userns,\n}\n"


def test_a_profile_with_an_abi_that_is_not_here_is_linted(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"abi <abi/99.0>,\n{_BODY}")

    found = {one.code: one.severity for one in lint_paths([tmp_path])}

    assert found["include-not-found"] is Severity.NOTICE
    assert found["complain-deny"] is Severity.WARNING


def test_nothing_is_said_of_features_that_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"abi <abi/99.0>,\n{_BODY}")
    assert "feature-unavailable" not in {one.code for one in lint_paths([tmp_path])}
    (tmp_path / "p").write_text(f"abi <abi/3.0>,\n{_BODY}")

    assert "feature-unavailable" in {one.code for one in lint_paths([tmp_path])}


def test_an_abi_of_no_known_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p").write_text(f"abi <abi/threeish>,\n{_BODY}")

    assert Severity.ERROR in {one.severity for one in lint_paths([tmp_path])}


def test_a_file_with_a_rule_that_came_later_is_for_a_version_that_reads_it(tmp_path: Path) -> None:
    overgrant = "  mount options=(rw, make-slave) -> **,\n"
    (tmp_path / "older").write_text(f"profile older {{\n{overgrant}}}\n")
    (tmp_path / "newer").write_text(f"profile newer {{\n  userns,\n{overgrant}}}\n")

    found = [one for one in lint_paths([tmp_path]) if one.code == "mount-propagation-overgrant"]

    assert [Path(one.span.source.name).name for one in found if one.span] == ["older"]
