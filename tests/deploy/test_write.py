"""Files are written all or none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.deploy.write import write


def content(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_files_go_below_their_folders(tmp_path: Path) -> None:
    done = write({tmp_path / "a": {"x": "1\n", "sub/y": "2\n"}, tmp_path / "deep" / "b": {"z": "3\n"}})

    assert content(tmp_path) == {"a/x": "1\n", "a/sub/y": "2\n", "deep/b/z": "3\n"}
    assert {path.name for path in done.written} == {"x", "y", "z"}
    assert done.unchanged == ()


def test_what_says_the_same_is_left_alone(tmp_path: Path) -> None:
    write({tmp_path: {"x": "1\n", "y": "2\n"}})
    before = (tmp_path / "x").stat()

    done = write({tmp_path: {"x": "1\n", "y": "3\n"}})

    assert [path.name for path in done.unchanged] == ["x"]
    assert [path.name for path in done.written] == ["y"]
    assert (tmp_path / "x").stat().st_ino == before.st_ino
    assert content(tmp_path) == {"x": "1\n", "y": "3\n"}


def test_the_mode_does_not_depend_on_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o077)
    try:
        write({tmp_path: {"x": "1\n"}})
    finally:
        os.umask(old)

    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("call", "at"),
    [*((call, at) for call in ("rename", "fsync", "open") for at in (1, 2, 3)), ("link", 1), ("link", 2)],
)
def test_when_something_fails_half_way_everything_is_as_before(
    call: str, at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    write({tmp_path / "a": {"x": "old x\n", "y": "old y\n"}})
    before = content(tmp_path)
    real, calls = getattr(os, call), 0

    def failing(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(os, call, failing)
    with pytest.raises(PolicyError, match="no space left on device"):
        write({tmp_path / "a": {"x": "new x\n", "y": "new y\n", "z": "new z\n"}, tmp_path / "b": {"w": "new\n"}})
    monkeypatch.undo()

    assert content(tmp_path) == before
    assert not (tmp_path / "b").exists()


def test_a_file_system_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write({tmp_path: {"x": "old\n", "y": "old\n"}})

    def no_link(*arguments: Any, **options: Any) -> Any:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    write({tmp_path: {"x": "new\n"}})

    assert content(tmp_path) == {"x": "new\n", "y": "old\n"}


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    for parent in (tmp_path, *tmp_path.parents[:3]):
        if parent.stat().st_mode & 0o777 == 0o700:
            parent.chmod(0o755)
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o555)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(PolicyError, match="out/x cannot be written: permission denied"):
            write({tmp_path / "out": {"x": "1\n"}})
    finally:
        os.seteuid(user)

    assert content(tmp_path) == {}


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: Any, **options: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write({tmp_path: {"x": "1\n"}})

    assert content(tmp_path) == {}


@pytest.mark.parametrize("path", ["../x", "a/../x", "/x", "a//x", ".", "a/.", "x\n", "a\0b", ""])
def test_a_path_that_leaves_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="is not a path below"):
        write({tmp_path / "out": {path: "1\n"}})

    assert content(tmp_path) == {}


@pytest.mark.parametrize("link", ["x", "sub"])
def test_a_link_below_the_folder_is_not_followed(link: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_text("precious\n")
    out = tmp_path / "out"
    out.mkdir()
    (out / link).symlink_to(outside / "x" if link == "x" else outside)

    with pytest.raises(PolicyError, match="is a symbolic link to"):
        write({out: {"x" if link == "x" else "sub/x": "1\n", "other": "2\n"}})

    assert content(outside) == {"x": "precious\n"}
    assert [path.name for path in out.iterdir()] == [link]


def test_the_folder_itself_may_be_a_link_for_the_user_named_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    write({tmp_path / "link": {"x": "1\n"}})

    assert content(tmp_path / "real") == {"x": "1\n"}


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()

    with pytest.raises(PolicyError, match="is no file"):
        write({tmp_path: {"x": "1\n"}})
