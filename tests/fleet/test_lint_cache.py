"""What is kept from run to run gives what a new look gives, whatever has changed, and whatever became of it."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import define, evolve, field

from apparmor_dsl.analysis.lint.selection import Selection
from apparmor_dsl.diagnostics.diagnostic import Diagnostic
from apparmor_dsl.fleet.lint import Linting, lint_paths
from apparmor_dsl.fleet.linting import cache, share

PROFILE = """include <tunables/home>
profile p {
  include <abstractions/names>
  include if exists <local/p>
  include <more.d>
  /etc/** r,
  /etc/hosts r,
}
"""


@define
class Tree:
    """A folder of policy that is linted with what was kept; it knows which files were looked at anew."""

    folder: Path
    looked: list[str] = field(factory=list)
    linting: Linting = field(factory=lambda: Linting(cached=True))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def lint(self) -> tuple[Diagnostic, ...]:
        """What is found, which must be what a run without a cache finds."""
        anew = lint_paths([self.folder], evolve(self.linting, cached=False))
        self.looked.clear()
        found = lint_paths([self.folder], self.linting)
        assert found == anew
        return found


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Tree(tmp_path / "tree")
    real = share.lint_one

    def lint_one(one: share.Linted, *rest: object) -> share.Report:
        made.looked.append(os.path.relpath(one.name, made.folder))
        return real(one, *rest)  # type: ignore[arg-type] # what it is given, it gives on

    monkeypatch.setattr(share, "lint_one", lint_one)
    made.write("p", PROFILE)
    made.write("q", "profile q {\n  /srv/** r,\n  /srv/a r,\n}\n")
    made.write("tunables/home", "@{HOME} = /home/*/\n")
    made.write("abstractions/names", "/etc/resolv.conf r,\n")
    made.write("more.d/a", "/usr/share/a r,\n")
    return made


def kept(tree: Tree) -> list[Path]:
    return [path for path in (tree.folder.parent / "cache" / "aadsl" / "lint").rglob("*") if path.is_file()]


def test_what_has_not_changed_is_not_looked_at_again(tree: Tree) -> None:
    found = tree.lint()

    assert tree.lint() == found
    assert tree.looked == []
    assert "rule-redundant" in {one.code for one in found}


CHANGES: dict[str, tuple[Callable[[Tree], object], set[str]]] = {
    "a profile": (lambda tree: tree.write("q", "profile q {\n  /srv/a r,\n}\n"), {"q"}),
    "an include": (lambda tree: tree.write("abstractions/names", "/etc/x r,\n"), {"p", "abstractions/names"}),
    "a tunable": (
        lambda tree: tree.write("tunables/home", "@{HOME} = /root/\n"),
        {"p", "tunables/home", "abstractions/names", "more.d/a"},
    ),
    "an include that is there now": (lambda tree: tree.write("local/p", "/etc/x w,\n"), {"p", "local/p"}),
    "a file in an included folder": (lambda tree: tree.write("more.d/b", "/etc/x w,\n"), {"p", "more.d/b"}),
    "a file gone from an included folder": (lambda tree: (tree.folder / "more.d/a").unlink(), {"p"}),
    "a new profile": (lambda tree: tree.write("r", "profile r {\n}\n"), {"r"}),
    "an include that is gone": (lambda tree: (tree.folder / "abstractions/names").unlink(), {"p"}),
    "comments alone": (lambda tree: tree.write("q", "# aadsl: allow-file(rule-redundant) because\n"), {"q"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_looked_at(change: str, tree: Tree) -> None:
    tree.lint()
    do, looked = CHANGES[change]
    do(tree)

    tree.lint()

    assert set(tree.looked) == looked


def test_an_include_that_is_found_earlier_is_noticed(tree: Tree, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (tree.folder / "abstractions/names").unlink()
    later = tmp_path / "later/abstractions"
    later.mkdir(parents=True)
    (later / "names").write_text("/etc/resolv.conf r,\n")
    tree.linting = evolve(tree.linting, include=(str(first), str(later.parent)))
    tree.lint()
    (first / "abstractions").mkdir()
    (first / "abstractions/names").write_text("/etc/resolv.conf w,\n")

    tree.lint()

    assert tree.looked == ["p"]


def test_an_import_that_has_changed_is_noticed(tree: Tree) -> None:
    tree.write("site.aadsl", 'import "part.aadsl"\nprofile s {\n  use part,\n}\n')
    tree.write("part.aadsl", 'import "inner.aadsl"\nfragment part {\n  use inner,\n}\n')
    tree.write("inner.aadsl", "fragment inner {\n  /etc/** r,\n}\n")
    tree.lint()
    tree.write("inner.aadsl", "fragment inner {\n  /tmp/** rwix,\n}\n")

    tree.lint()

    assert set(tree.looked) == {"site.aadsl", "part.aadsl", "inner.aadsl"}


@pytest.mark.parametrize(
    "linting",
    [
        Linting(cached=True, selection=Selection(frozenset({"write-and-exec"}))),
        Linting(cached=True, selection=Selection(ignore=frozenset({"rule-redundant"}))),
        Linting(cached=True, include=("/",)),
    ],
    ids=["selection", "ignored", "include"],
)
def test_other_settings_are_another_question(linting: Linting, tree: Tree) -> None:
    tree.lint()
    tree.linting = linting

    tree.lint()

    assert "p" in tree.looked


def test_another_version_of_the_program_looks_at_everything(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.lint()
    monkeypatch.setattr(cache, "_mark", lambda: "another")

    tree.lint()

    assert "p" in tree.looked


def test_features_of_another_kernel_are_another_question(tree: Tree, tmp_path: Path) -> None:
    features = tmp_path / "features"
    features.write_text("file {mask {create read write exec}}\n")
    tree.linting = evolve(tree.linting, features=str(features))
    tree.lint()
    features.write_text("file {mask {create read write exec append}}\n")

    tree.lint()

    assert "p" in tree.looked


def with_sum(data: bytes) -> bytes:
    return hashlib.sha256(data).digest() + data


class _Attack:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("attacked",)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "no report": lambda data: with_sum(b"nonsense"),
    "another value": lambda data: with_sum(pickle.dumps((1, 2, 3))),
    "code": lambda data: with_sum(pickle.dumps(_Attack())),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_as_if_it_were_not_there(
    damage: str, tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = tree.lint()
    for path in kept(tree):
        path.write_bytes(DAMAGE[damage](path.read_bytes()))

    assert tree.lint() == found
    assert ("p" in tree.looked, (tmp_path / "attacked").exists()) == (True, False)


def test_without_a_place_for_it_nothing_is_kept(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")

    tree.lint()
    tree.lint()

    assert "p" in tree.looked


def test_nothing_is_kept_unless_somebody_wants_it(tree: Tree) -> None:
    tree.linting = Linting()
    tree.lint()

    assert kept(tree) == []


def test_several_processes_find_the_same_in_the_same_order(tree: Tree) -> None:
    for number in range(share.FEWEST + 5):
        tree.write(f"many/{number}", f"profile n{number} {{\n  /srv/** rwix,\n  /srv/{number} r,\n}}\n")
    one = lint_paths([tree.folder], Linting())

    assert lint_paths([tree.folder], Linting(processes=2)) == one
    assert len(one) > share.FEWEST


@pytest.mark.parametrize("name", ["a", "z"])
def test_what_another_file_includes_is_judged_there_in_whatever_order_they_come(name: str, tree: Tree) -> None:
    tree.write("m", f'@{{X}} = /etc\ninclude "{tree.folder / name}"\n')
    tree.write(name, "profile r {\n  @{X}/** r,\n  @{X}/a r,\n}\n")

    assert "unknown-variable" not in {one.code for one in tree.lint()}
