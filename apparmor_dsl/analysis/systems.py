"""For which parser and which kernel a policy is compiled, where nobody says: for those that it names itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from attrs import frozen

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.language import ast
from apparmor_dsl.language.parser import read_source
from apparmor_dsl.semantics.features import read_features
from apparmor_dsl.semantics.files import PolicyFolders
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.policy_features import compiled_for
from apparmor_dsl.semantics.targets import OLDEST, TARGETS, Target

DEBIAN: Final = "/usr/share/apparmor-features/features"
"""What Debian's parser.conf has policy compiled for that names no ABI."""


@frozen
class Chosen:
    """A system, and in words why it is this one."""

    system: System
    why: str


def target_of(abi: ast.Abi | None) -> Target:
    """The version that the ABI is of; the oldest where there is none, or it is that of a kernel."""
    version = "" if abi is None else abi.path.rpartition("/")[2]
    return TARGETS.get(f"apparmor-{version}", OLDEST)


def choose(
    abi: ast.Abi | None,
    folders: PolicyFolders,
    target: Target | None = None,
    features: str | os.PathLike[str] | None = None,
) -> Chosen:
    """The system for a policy that pins the ABI: `target` and `features` where they are given, else what it pins.

    Given features are those of a kernel: of them the policy is compiled for what its ABI has too. A policy without an
    ABI is compiled as Debian does it, with DEBIAN; where that is not there, with the target's own ABI. Raises
    PolicyError where no features can be found.
    """
    chosen = target or target_of(abi)
    file, why = _features(abi, folders, chosen, features)
    found = read_features(read_source(file))
    pinned = folders.include_path(abi) if features is not None and abi is not None else None
    if abi is not None and pinned is not None:
        found = compiled_for(found, read_features(read_source(pinned)))
        why = f"{why} that {_named(abi)} has too, which the policy pins"
    return Chosen(System(chosen, found), f"{chosen.name}, {why}")


def _features(
    abi: ast.Abi | None, folders: PolicyFolders, target: Target, given: str | os.PathLike[str] | None
) -> tuple[Path, str]:
    if given is not None:
        return Path(given), f"features of {os.fspath(given)}"
    if abi is not None:
        pinned = folders.include_path(abi)
        if pinned is None:
            help_ = "add the folder it is in with --include, or say --features FILE"
            raise PolicyError(
                (error("no-features", f"the policy pins {_named(abi)}, which is not there", abi.span, help=help_),)
            )
        return pinned, f"features of {_named(abi)}, which the policy pins"
    if Path(DEBIAN).is_file():
        return Path(DEBIAN), f"features of {DEBIAN}: the policy pins no ABI"
    own = folders.include_path(ast.Abi(target.abi, magic=True))
    if own is None:
        searched = ", ".join(folders.search_path())
        message = f"the policy pins no ABI, and <{target.abi}> is not in {searched}"
        raise PolicyError((error("no-features", message, help="say --features FILE, or --include DIR"),))
    return own, f"features of <{target.abi}>: the policy pins no ABI"


def _named(abi: ast.Abi) -> str:
    return f"<{abi.path}>" if abi.magic else f'"{abi.path}"'
