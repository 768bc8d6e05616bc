"""`all,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class AllRule(BaseRule):
    """Everything of every class that the policy's ABI knows."""
