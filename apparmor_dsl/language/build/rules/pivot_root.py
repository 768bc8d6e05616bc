"""`pivot_root oldroot=/mnt/root/old/ /mnt/root/ -> profile,`"""

from typing import Unpack

from apparmor_dsl.language.ast import PivotRootRule
from apparmor_dsl.language.build.checks import writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers


def pivot_root(
    new_root: str | None = None,
    *,
    old_root: str | None = None,
    target: str | None = None,
    **qualify: Unpack[Qualify],
) -> PivotRootRule:
    """Changing the root to `new_root`, with the old root put at `old_root`; `target` is the profile to change to."""
    return writable_rule(PivotRootRule(new_root, old_root, target, qualifiers=qualifiers(**qualify)))
