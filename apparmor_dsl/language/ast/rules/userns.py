"""`userns create,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class UsernsRule(BaseRule):
    """Making user namespaces. `access` is `("create",)` or empty, which means the same."""

    access: tuple[str, ...] = ()
