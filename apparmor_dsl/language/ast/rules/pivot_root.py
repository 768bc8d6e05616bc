"""`pivot_root oldroot=/mnt/root/old/ /mnt/root/ -> profile,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class PivotRootRule(BaseRule):
    """pivot_root(2) to `new_root`, with the old root put at `old_root`; `target` is the profile to change to."""

    new_root: str | None = None
    old_root: str | None = None
    target: str | None = None
