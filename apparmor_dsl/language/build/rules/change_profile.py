"""`change_profile safe /bin/bash -> child,`"""

from typing import Unpack

from apparmor_dsl.language.ast import ChangeProfileRule, Environment
from apparmor_dsl.language.build.checks import writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers


def change_profile(
    target: str | None = None,
    *,
    exec: str | None = None,  # noqa: A002 - the language's word
    environment: Environment | None = None,
    **qualify: Unpack[Qualify],
) -> ChangeProfileRule:
    """Changing to the profile `target` (any when None), at once, or when a path that matches `exec` is executed."""
    return writable_rule(ChangeProfileRule(target, exec, environment, qualifiers=qualifiers(**qualify)))
