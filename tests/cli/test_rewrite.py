"""A file gets a new text, and stays the file it was."""

import contextlib
import errno
import os
import stat
from pathlib import Path

import pytest

from apparmor_dsl.cli._rewrite import rewrite
from apparmor_dsl.diagnostics.errors import PolicyError

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "p"
    made.write_bytes(OLD)
    return made


def test_mode_owner_and_attributes_stay(file: Path) -> None:
    file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(file, 12, 34)
    with contextlib.suppress(OSError):  # not every file system has attributes
        os.setxattr(file, "user.note", b"mine")
    attributes = {name: os.getxattr(file, name) for name in os.listxattr(file)}
    before = file.stat()

    rewrite(file, OLD, NEW)

    after = file.stat()
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert {name: os.getxattr(file, name) for name in os.listxattr(file)} == attributes


@pytest.mark.parametrize("step", ["replace", "fchmod", "fsync", "listxattr"])
def test_what_goes_wrong_leaves_the_file_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fails(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fails)

    with pytest.raises(PolicyError, match="p cannot be written: no space left on device"):
        rewrite(file, OLD, NEW)
    assert file.read_bytes() == OLD
    assert os.listdir(file.parent) == ["p"]


def test_a_file_that_somebody_else_changed_meanwhile_is_left_alone(file: Path) -> None:
    file.write_bytes(b"theirs\n")

    with pytest.raises(PolicyError, match="was changed after it was read"):
        rewrite(file, OLD, NEW)
    assert file.read_bytes() == b"theirs\n"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")

    with pytest.raises(PolicyError, match="is no file"):
        rewrite(tmp_path / "p", OLD, NEW)


def test_a_link_stays_one(file: Path) -> None:
    link = file.with_name("link")
    link.symlink_to("p")

    rewrite(link, OLD, NEW)

    assert link.is_symlink()
    assert file.read_bytes() == NEW
