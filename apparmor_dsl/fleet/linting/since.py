"""What a change brings: the files as they were at a revision of their git repository, linted too."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve

from apparmor_dsl.analysis.lint.baseline import Baseline, baseline_of
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.fleet.lint import Linting, lint_paths

_TIMEOUT = 600.0
"""Seconds that git may take: only something that waits for ever takes so long."""


def baseline_at(revision: str, paths: Sequence[str | os.PathLike[str]], linting: Linting) -> Baseline:
    """What was found in these paths at the revision. What is not in the repository was not there.

    Raises PolicyError where there is no repository, or no such revision.
    """
    top = _top(Path.cwd())
    commit = _commit(top, revision)
    with _tree(top, commit) as before:
        moved = {os.fspath(path): _moved(path, top, before) for path in paths}
        there = [place for place in moved.values() if place is not None and place.exists()]
        include = tuple(os.fspath(_moved(folder, top, before) or folder) for folder in linting.include)
        features = linting.features and os.fspath(_moved(linting.features, top, before) or linting.features)
        then = evolve(linting, include=include, features=features, cached=False)
        found = lint_paths(there, then) if there else ()
        names = {os.fspath(place): name for name, place in moved.items() if place is not None}
        return baseline_of(_named_as_now(one, names) for one in found)


def _moved(path: str | os.PathLike[str], top: Path, before: Path) -> Path | None:
    """Where the path is in the older tree; None where it is not in the repository."""
    real = Path(os.path.realpath(path))
    return before / real.relative_to(top) if real.is_relative_to(top) else None


def _named_as_now(found: Diagnostic, names: dict[str, str]) -> Diagnostic:
    """The finding with its file under the name that it has in this tree."""
    if found.span is None:
        return found
    for folder, name in names.items():
        if found.span.source.name == folder or found.span.source.name.startswith(f"{folder}/"):
            below = found.span.source.name.removeprefix(folder).removeprefix("/")
            source = evolve(found.span.source, name=os.fspath(Path(name, below)))
            return evolve(found, span=evolve(found.span, source=source))
    return found


def _top(folder: Path) -> Path:
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode != 0:
        raise _no_base("the current folder is in no git repository", "run it in the repository with the policy")
    return Path(os.path.realpath(os.fsdecode(done.stdout).removesuffix("\n")))


def _commit(top: Path, revision: str) -> str:
    done = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if done.returncode != 0:
        way_out = "fetch it first: a shallow clone has only the newest commit (`git fetch --unshallow`)"
        raise _no_base(f"there is no revision `{revision}` in {top}", way_out)
    return done.stdout.decode().strip()


@contextmanager
def _tree(top: Path, commit: str) -> Iterator[Path]:
    """The files of a commit, in a folder that is removed afterwards. Nothing in the repository is touched."""
    with tempfile.TemporaryDirectory(prefix="aadsl-") as place:
        folder = Path(os.path.realpath(place))
        # Not `git archive`, which leaves out what .gitattributes keeps from releases.
        for words in (("read-tree", commit), ("checkout-index", "--all", "--force", f"--prefix={folder}/tree/")):
            done = _git(top, *words, index=folder / "index")
            if done.returncode != 0:
                raise _no_base(f"git cannot read {commit[:12]}: {done.stderr.decode(errors='replace').strip()}", None)
        (folder / "tree").mkdir(exist_ok=True)
        yield folder / "tree"


def _git(folder: Path, *words: str, index: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = dict(os.environ) if index is None else {**os.environ, "GIT_INDEX_FILE": os.fspath(index)}
    command = ["git", "-C", os.fspath(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=_TIMEOUT, env=environment)
    except FileNotFoundError:
        raise _no_base("git is not installed", "install it, or use --baseline FILE") from None
    except subprocess.TimeoutExpired:
        raise _no_base(f"git did not answer in {_TIMEOUT:.0f} seconds", None) from None


def _no_base(message: str, way_out: str | None) -> PolicyError:
    return PolicyError((error("no-diff-base", message, help=way_out),))
