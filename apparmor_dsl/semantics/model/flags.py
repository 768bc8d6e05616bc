"""`flags=(complain, attach_disconnected)`: the mode of a profile, and how it sees paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.model.system import System, table_version
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

ProfileMode = Literal["enforce", "complain", "kill", "unconfined", "prompt"]
MODES: Final[tuple[ProfileMode, ...]] = ("enforce", "complain", "kill", "unconfined", "prompt")
"""In the order of their numbers in a compiled policy. Source: what 5.0.2 compiles."""

PATH_FLAGS: Final[Mapping[str, int]] = {
    "attach_disconnected": 0x4,
    "chroot_relative": 0x8,
    "chroot_attach": 0x10,
    "attach_disconnected.ipc": 0x20,
    "mediate_deleted": 0x1_0000,
}
"""The bits of flags that say how paths are seen. Those that are not here say what holds anyway."""

_WHERE: Final = "attach_disconnected.path"


@frozen
class ProfileFlags:
    """The flags as they are compiled. `audit`: everything is logged. `where` is the path of what is disconnected."""

    mode: ProfileMode = "enforce"
    hat: bool = False
    audit: bool = False
    debug: bool = False
    paths: frozenset[str] = frozenset()
    where: str | None = None


def profile_flags(profile: ResolvedProfile, system: System) -> ProfileFlags:
    """The flags of the profile. `kill.signal`, `error` and `interruptible` say nothing: no kernel knows them yet."""
    values = dict(flag.partition("=")[::2] for flag in profile.flags)
    # A profile that permits by default is one that confines nothing, to every kernel so far.
    mode: ProfileMode = "unconfined" if "default_allow" in values else "enforce"
    for known in MODES:
        if known in values:
            mode = known
    if _asks_in_its_mode(profile, system):
        mode = "prompt"
    paths = {flag for flag in PATH_FLAGS if flag in values}
    where = values.get(_WHERE)
    if where is not None:
        paths.add("attach_disconnected")
    return ProfileFlags(
        mode,
        profile.is_hat,
        "audit" in values,
        # The parser forgets it where it stands behind another flag.
        profile.flags[:1] == ("debug",),
        frozenset(paths),
        None if where is None else folded(where).rstrip("/"),
    )


def _asks_in_its_mode(profile: ResolvedProfile, system: System) -> bool:
    """Whether the parser turns `prompt` of a file rule into the mode of the whole profile.

    4.0.1 does, for kernels whose table of permissions is of the first version and can ask for a profile alone.
    """
    return (
        system.target.version == (4, 0)
        and table_version(system) == 1
        and any(rule.access_type == "prompt" and isinstance(rule.rule, ast.FileRule) for rule in profile.rules)
    )
