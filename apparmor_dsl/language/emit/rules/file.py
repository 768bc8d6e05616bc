"""`owner /home/*/.config/** rwk,`  `unsafe px /bin/x -> y,`  `link subset /a -> /b,`"""

from apparmor_dsl.language.ast import FileRule, LinkRule
from apparmor_dsl.language.emit.quoting import path, refuse
from apparmor_dsl.language.emit.words import Words, arrow
from apparmor_dsl.language.vocabulary.files import EXEC_MODES, PERMISSIONS


def file_rule(rule: FileRule) -> Words:
    """The words of a file rule, path first; access first where `safe`, `unsafe` or `subset` ask for it."""
    access = _access(rule)
    environment = [rule.environment] if rule.environment else []
    subset = ["subset"] if rule.subset else []
    if rule.path is None:
        if access or environment or subset or rule.target is not None:
            refuse("a `file` rule without a path names no access and no target", "name the path, or leave `file` alone")
        return ["file"]
    if not access:
        refuse(f"the rule for {rule.path!r} names no access", f"name some of {PERMISSIONS} or an exec mode")
    if environment or subset:
        return [*environment, access, *subset, path(rule.path), *arrow(rule.target)]
    return [path(rule.path), access, *arrow(rule.target)]


def link_rule(rule: LinkRule) -> Words:
    """The words of a `link` rule."""
    return ["link", *(["subset"] if rule.subset else []), path(rule.path), "->", path(rule.target)]


def _access(rule: FileRule) -> str:
    if rule.access != "".join(letter for letter in PERMISSIONS if letter in rule.access):
        refuse(f"the access {rule.access!r} is not of the letters {PERMISSIONS} in this order", "each stands once")
    if rule.exec is not None and rule.exec not in EXEC_MODES:
        refuse(f"{rule.exec!r} is not an exec mode", f"exec modes are {', '.join(EXEC_MODES)}")
    return rule.access + (rule.exec or "")
