"""`change_profile safe /bin/bash -> child,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule
from apparmor_dsl.language.ast.rules.file import Environment


@frozen
class ChangeProfileRule(BaseRule):
    """Changing to the profile `target` (any when None), at once or when executing a path that matches `exec`."""

    target: str | None = None
    exec: str | None = None
    environment: Environment | None = None
