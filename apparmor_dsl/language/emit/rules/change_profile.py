"""`change_profile safe /bin/bash -> child,`"""

from apparmor_dsl.language.ast import ChangeProfileRule
from apparmor_dsl.language.emit.quoting import path, refuse
from apparmor_dsl.language.emit.words import Words, arrow


def change_profile_rule(rule: ChangeProfileRule) -> Words:
    """The words of a `change_profile` rule."""
    if rule.exec is None:
        if rule.environment:
            refuse(
                f"`change_profile {rule.environment}` names no path",
                "the word speaks of an exec: name what is executed",
            )
        return ["change_profile", *arrow(rule.target)]
    environment = [rule.environment] if rule.environment else []
    return ["change_profile", *environment, path(rule.exec), *arrow(rule.target)]
