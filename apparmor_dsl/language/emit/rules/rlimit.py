"""`set rlimit nofile <= 1024,`"""

import re

from apparmor_dsl.language.ast import RlimitRule
from apparmor_dsl.language.ast.node import NO_QUALIFIERS
from apparmor_dsl.language.emit.quoting import keyword, refuse
from apparmor_dsl.language.emit.words import Words

_VALUE = re.compile(r"infinity|-?[0-9]+ ?[A-Za-z]*")


def rlimit_rule(rule: RlimitRule) -> Words:
    """The words of a `set rlimit` rule."""
    if rule.qualifiers != NO_QUALIFIERS:
        refuse("a limit has no qualifiers", "delete them")
    if not _VALUE.fullmatch(rule.value):
        refuse(
            f"{rule.value!r} cannot be the value of a limit", "write a number, with its unit if it has one, or infinity"
        )
    return ["set", "rlimit", keyword(rule.name), "<=", rule.value]
