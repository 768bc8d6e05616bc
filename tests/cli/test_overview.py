"""Many findings are shown to people so that they read them, and to programs as they are."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.run import aadsl

MANY = (
    "abi <abi/3.0>,\n\nprofile web {\n  /etc/web/** r,\n"
    + "".join(f"  /etc/web/{n}.conf r,\n" for n in range(7))
    + "}\n"
)


def test_what_is_found_again_and_again_in_a_file_is_shown_a_few_times(tmp_path: Path) -> None:
    (tmp_path / "web").write_text(MANY)

    shown = aadsl("lint", tmp_path).out

    assert shown.count("warning[rule-redundant]") == 3
    assert "4 more of these in the file, in lines 8-11; --verbose shows each" in shown


def test_all_of_it_is_shown_verbosely_and_in_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "web").write_text(MANY)

    assert aadsl("lint", "-v", tmp_path).out.count("warning[rule-redundant]") == 7
    assert aadsl("lint", "--format", "concise", tmp_path).out.count("warning[rule-redundant]") == 7
    assert len(json.loads(aadsl("lint", "--format", "json", tmp_path).out)) >= 7


def test_many_findings_are_counted_and_what_can_be_mended_is_said(tmp_path: Path) -> None:
    (tmp_path / "web").write_text(MANY)

    shown = aadsl("lint", tmp_path).out

    assert "\n7 findings: 7 rule-redundant; --fix mends 7 of them, and what is permitted stays the same\n" in shown


def test_one_more_than_a_few_is_shown_too(tmp_path: Path) -> None:
    (tmp_path / "web").write_text(
        MANY.replace("  /etc/web/0.conf r,\n  /etc/web/1.conf r,\n  /etc/web/2.conf r,\n", "")
    )

    assert aadsl("lint", tmp_path).out.count("warning[rule-redundant]") == 4
