"""Which of several profiles a program enters: as the kernel decides it, by how far each match goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from apparmor_dsl.fleet.lint import Linting, lint_paths

TOLD_APART = [
    ("/usr/bin/c*", "/usr/bin/ca*"),
    ("/usr/bin/foo", "/usr/bin/*"),
    ("/usr/{bin,sbin}/foo", "/opt/**/foo"),
    ("/usr/lib{,32}/foo/*", "/usr/lib/foo/foo"),
]
ALIKE = [
    ("/usr/bin/foo", "/usr/{bin,sbin}/foo", "/usr/bin/foo"),
    ("/usr/bin/foo", "/usr/bin/fo?", "/usr/bin/foo"),
    ("/usr/bin/**", "/usr/bin/*", "/usr/bin/a"),
    ("/usr/bin/f*", "/usr/bin/[e-g]*", "/usr/bin/f"),
    ("/usr/lib/firefox/firefox", "/usr/lib/firefox{,-[0-9]*}/firefox{,*[^s][^h]}", "/usr/lib/firefox/firefox"),
]


@pytest.mark.parametrize(("one", "other"), TOLD_APART)
@pytest.mark.parametrize("turned", [False, True])
def test_the_longer_match_is_entered(one: str, other: str, *, turned: bool, tmp_path: Path) -> None:
    assert clashes((other, one) if turned else (one, other), tmp_path) == []


@pytest.mark.parametrize(("one", "other", "path"), ALIKE)
@pytest.mark.parametrize("turned", [False, True])
def test_matches_of_one_length_are_a_clash(one: str, other: str, path: str, *, turned: bool, tmp_path: Path) -> None:
    (said,) = clashes((other, one) if turned else (one, other), tmp_path)

    assert said.startswith(f"`{path}` can enter ")


def test_a_third_profile_that_is_entered_settles_it(tmp_path: Path) -> None:
    two = ("/usr/bin/foo", "/usr/{bin,sbin}/foo")
    assert len(clashes(two, tmp_path)) == 1
    (tmp_path / "third").write_text("/usr/bin/foo {\n  /a r,\n}\n")

    assert clashes(two, tmp_path) == []


def test_a_name_that_is_the_path_is_entered(tmp_path: Path) -> None:
    (tmp_path / "site").write_text(
        "/usr/bin/foo {\n  /a r,\n}\n\nprofile foo /usr/{bin,sbin}/foo {\n  /a r,\n}\n",
    )

    assert [one for one in lint_paths([tmp_path], Linting()) if one.code == "attachment-overlap"] == []


def clashes(attachments: tuple[str, ...], folder: Path) -> list[str]:
    """What is said of profiles with these attachments."""
    profiles = [f"profile p{number} {path} {{\n  /a r,\n}}\n" for number, path in enumerate(attachments)]
    (folder / "site").write_text("\n".join(profiles))
    return [one.message for one in lint_paths([folder], Linting()) if one.code == "attachment-overlap"]
