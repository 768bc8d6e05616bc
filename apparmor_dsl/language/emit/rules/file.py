"""`owner /home/*/.config/** rwk,`  `unsafe px /bin/x -> y,`  `link subset /a -> /b,`"""

import re

from apparmor_dsl.language.ast import FileRule, LinkRule
from apparmor_dsl.language.emit.quoting import path, refuse
from apparmor_dsl.language.emit.words import Words, arrow
from apparmor_dsl.language.vocabulary.files import PERMISSIONS

_EXEC_MODE = re.compile(r"([pc]?[iu]|[pc])?x", re.IGNORECASE)


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
    return ["link", *(["subset"] if rule.subset else []), path(rule.path), *arrow(rule.target)]


def _access(rule: FileRule) -> str:
    if rule.access != "".join(letter for letter in PERMISSIONS if letter in rule.access):
        refuse(f"the access {rule.access!r} is not of the letters {PERMISSIONS} in this order", "each stands once")
    if rule.exec is not None and not _EXEC_MODE.fullmatch(rule.exec):
        refuse(f"{rule.exec!r} is not an exec mode", "exec modes are ix, px, Px, cx, Cx, ux, Ux and their fallbacks")
    return rule.access + (rule.exec or "")
