"""`set rlimit nofile <= 1024,`"""

from typing import Unpack

from apparmor_dsl.language.ast import RlimitRule
from apparmor_dsl.language.build.checks import known_words, writable_rule
from apparmor_dsl.language.build.qualify import Qualify, qualifiers
from apparmor_dsl.language.vocabulary.rlimits import RLIMITS


def rlimit(name: str, value: str | int, **qualify: Unpack[Qualify]) -> RlimitRule:
    """A limit of setrlimit(2), with its unit (`100M`, `5 min`) where it has one, or `infinity`."""
    (limit,) = known_words("rlimit", name, RLIMITS)
    return writable_rule(RlimitRule(limit, " ".join(str(value).split()), qualifiers=qualifiers(**qualify)))
