"""`set rlimit nofile <= 1024,`"""

from attrs import frozen

from apparmor_dsl.language.ast.node import BaseRule


@frozen
class RlimitRule(BaseRule):
    """A limit of setrlimit(2), set when the profile is entered. `value` as written, with its unit (`100M`, `5 min`)."""

    name: str
    value: str
