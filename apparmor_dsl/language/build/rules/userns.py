"""`userns create,`"""

from typing import Unpack

from apparmor_dsl.language.ast import UsernsRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.access import USERNS


def userns(*access: str, **qualify: Unpack[Qualify]) -> UsernsRule:
    """Making user namespaces; `create` is the one access there is, and what is meant when none is named."""
    return writable_rule(UsernsRule(known_words("userns access", access, USERNS), qualifiers=qualifiers(**qualify)))
