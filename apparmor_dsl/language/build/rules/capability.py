"""`capability net_admin sys_chroot,`"""

from typing import Unpack

from apparmor_dsl.language.ast import CapabilityRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES


def capability(*names: str, **qualify: Unpack[Qualify]) -> CapabilityRule:
    """The named capabilities(7), in small letters and without `CAP_`; all of them when none is named."""
    return writable_rule(
        CapabilityRule(known_words("capability", names, CAPABILITIES), qualifiers=qualifiers(**qualify))
    )
