"""`owner /home/*/.config/** rwk,`  `unsafe px /bin/x -> y,`  `link subset /a -> /b,`"""

from apparmor_dsl.language.ast import FileRule, LinkRule
from apparmor_dsl.language.emit.quoting import path, refuse
from apparmor_dsl.language.emit.words import Words, arrow
from apparmor_dsl.language.vocabulary.files import EXEC_MODES, PERMISSIONS


def file_rule(rule: FileRule) -> Words:
    """The words of a file rule, path first; access first where `safe`, `unsafe` or a link's target ask for it."""
    access = _access(rule)
    if rule.path is None:
        if access or rule.environment or rule.target is not None or rule.link_target is not None:
            refuse("a `file` rule without a path names no access and no target", "name the path, or leave `file` alone")
        return ["file"]
    if not access:
        refuse(f"the rule for {rule.path!r} names no access", f"name some of {PERMISSIONS} or an exec mode")
    if rule.environment and rule.exec is None:
        refuse(f"`{rule.environment}` speaks of an exec, and there is no exec mode", "leave it out, or name a mode")
    if rule.link_target is not None:
        if rule.exec is not None or rule.target is not None or access == "l":
            refuse("a link's target stands with other permissions, and without an exec mode", "write a `link` rule")
        return [access, path(rule.path), *arrow(rule.link_target)]
    if rule.environment and "l" in access and rule.target is not None:
        # With the permissions in front the target could be the link's as well, and is refused.
        return [rule.environment, path(rule.path), access, *arrow(rule.target)]
    if rule.environment:
        return [rule.environment, access, path(rule.path), *arrow(rule.target)]
    return [path(rule.path), access, *arrow(rule.target)]


def link_rule(rule: LinkRule) -> Words:
    """The words of a `link` rule."""
    return ["link", *(["subset"] if rule.subset else []), path(rule.path), *arrow(rule.target)]


def _access(rule: FileRule) -> str:
    if rule.access != "".join(letter for letter in PERMISSIONS if letter in rule.access):
        refuse(f"the access {rule.access!r} is not of the letters {PERMISSIONS} in this order", "each stands once")
    if rule.exec is not None and rule.exec not in EXEC_MODES:
        refuse(f"{rule.exec!r} is not an exec mode", f"exec modes are {', '.join(EXEC_MODES)}")
    if rule.exec not in {None, "x"} and rule.qualifiers.access == "deny":
        refuse(f"a deny rule does not say how, but {rule.exec!r} does", "give it the exec mode `x`")
    return rule.access + (rule.exec or "")
