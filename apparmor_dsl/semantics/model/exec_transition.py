"""What a program is confined by when it is executed."""

from __future__ import annotations

from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.escapes import unescaped

Kind = Literal["none", "unconfined", "profile", "child", "named"]

MOST_NAMED: Final = 12
"""So many names of profiles to go to fit into a profile. Source: AA_EXEC_COUNT in parser/immunix.h."""


@frozen
class Transition:
    """How a rule has a program executed. Two rules agree where their transitions are equal.

    `kind` is what is gone to: `profile` and `child` are found by the program's path, `named` by `name`; `none` where
    the program keeps the profile it was called from. `inherits` and `unconfined_else` are what happens where the
    profile is not there. `unsafe`: the environment is passed on as it is.
    """

    kind: Kind = "none"
    name: str | None = None
    inherits: bool = False
    unconfined_else: bool = False
    unsafe: bool = False


_KINDS: Final[dict[str, Kind]] = {"p": "profile", "c": "child", "u": "unconfined"}


def transition(rule: ast.FileRule, profile: str) -> Transition | None:
    """The transition of an exec rule of the profile with this local name; None for a rule without `x`."""
    if rule.path is None and rule.exec is None:
        return Transition(inherits=True)  # `file,`
    if rule.exec is None:
        return None
    first, rest = rule.exec[0], rule.exec[1:].lower()
    unsafe = first.islower() and first in _KINDS
    if rule.environment is not None:
        unsafe = rule.environment == "unsafe"
    kind, name = goal(rule, profile)
    inherits = first == "i" or rest.startswith("i")
    return Transition(kind, name, inherits, first in "pPcC" and rest.startswith("u"), unsafe)


def goal(rule: ast.FileRule, profile: str) -> tuple[Kind, str | None]:
    """Where the rule leads: `px -> name` to the name, `cx -> name` to the child of that name.

    Source: add_named_transition in parser/profile.cc. The name is taken as written, and so is the path it is compared
    with: variables are not expanded yet.
    """
    kind = _KINDS.get(rule.exec[0].lower(), "none") if rule.exec else "none"
    if rule.target is None:
        return kind, None
    target = unescaped(rule.target)
    if _has_namespace(target):
        return "named", target
    before, slashes, child = target.partition("//")
    path = unescaped(rule.path or "")
    if slashes and child == path and profile[: len(before)] != f"//{child}"[: len(before)]:
        return "child", None
    if kind == "child":
        return ("child", None) if target == path else ("named", f"{profile}//{target}")
    return "named", target


def _has_namespace(label: str) -> bool:
    """Whether the label is `:ns:name`, perhaps with a `&` in front."""
    label = label.removeprefix("&")
    namespace, colon, name = label[1:].partition(":")
    return label.startswith(":") and bool(namespace and colon and name.removeprefix("//"))
