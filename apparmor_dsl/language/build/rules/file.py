"""`owner /home/*/.config/** rwk,`  `/usr/bin/man Px -> man_filter,`  `file,`  `link subset /a -> /b,`"""

from typing import Unpack

from apparmor_dsl.language.ast import Environment, FileRule, LinkRule
from apparmor_dsl.language.build.checks import refuse, writable_rule
from apparmor_dsl.language.build.qualify import FileQualify, qualifiers
from apparmor_dsl.language.vocabulary.files import EXEC_MODE_SPELLINGS, EXEC_MODES, PERMISSIONS


def file(
    path: str | None = None,
    access: str = "",
    *,
    exec: str | None = None,  # noqa: A002 - the language's word
    target: str | None = None,
    environment: Environment | None = None,
    link_target: str | None = None,
    **qualify: Unpack[FileQualify],
) -> FileRule:
    """Access to the paths that a glob matches: letters of `mrwalk` in any order, and one exec mode (`ix`, `Px`, …).

    `target` is the profile the exec mode goes to, `link_target` the path that a link may point to where `access` has an
    `l`; for a link alone there is `link`. Without a path the rule is `file,`: every path in every way.
    """
    mode, qualified = _exec_mode(exec), qualifiers(**qualify)
    return writable_rule(FileRule(path, _access(access), mode, target, environment, link_target, qualifiers=qualified))


def link(path: str, target: str, *, subset: bool = False, **qualify: Unpack[FileQualify]) -> LinkRule:
    """A hard link `path` to a file `target`; with `subset` only where the link permits no more than its target."""
    return writable_rule(LinkRule(path, target, subset, qualifiers=qualifiers(**qualify)))


def _access(given: str) -> str:
    unknown = [letter for letter in given if letter not in PERMISSIONS]
    if unknown:
        way_out = "give an exec mode as `exec`" if unknown[0] in "ixpcuPCU" else f"permissions are {PERMISSIONS}"
        refuse("file-access", f"`{unknown[0]}` in `{given}` is not a permission", way_out)
    if "w" in given and "a" in given:
        refuse("file-access", "`w` and `a` exclude each other", "`w` contains `a`: leave out the `a`")
    return "".join(letter for letter in PERMISSIONS if letter in given)


def _exec_mode(given: str | None) -> str | None:
    mode = EXEC_MODE_SPELLINGS.get(given, given) if given is not None else None
    if mode is not None and mode not in EXEC_MODES:
        refuse("exec-mode", f"`{mode}` is not an exec mode", f"exec modes are {', '.join(EXEC_MODES)}")
    return mode
