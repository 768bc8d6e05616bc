"""`all,`"""

from typing import Unpack

from apparmor_dsl.language.ast import AllRule
from apparmor_dsl.language.build.checks import writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers


def all_(**qualify: Unpack[Qualify]) -> AllRule:
    """Everything of every class that the policy's ABI knows."""
    return writable_rule(AllRule(qualifiers=qualifiers(**qualify)))
