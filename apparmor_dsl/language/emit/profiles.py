"""`profile name /attachment xattrs=(…) + identities=(…) flags=(…)`  `hat name flags=(…)`"""

import re
from collections.abc import Sequence

from apparmor_dsl.language import ast
from apparmor_dsl.language.emit.quoting import Place, in_quotes, path, quoted, refuse
from apparmor_dsl.language.emit.words import Words, in_parentheses

_BARE_FLAG = re.compile(r'[^\s"!,()=\\]+(=[^\s"!,()\\]+)?')
_NAMESPACED = re.compile(r":[^:]*:.+")
_XATTR_NAME = re.compile(r'[^\s"!,()=\\]+')


def profile_head(profile: ast.Profile) -> str:
    """The profile up to its body."""
    words = [
        *(["profile", _name(profile.name)] if profile.keyword else [_path_name(profile.name)]),
        *([] if profile.attachment is None else [path(profile.attachment)]),
        *_xattrs(profile.xattrs),
        # In this order: profile_base in parser/parser_yacc.y.
        *([f"+ identities={in_parentheses(profile.identities)}"] if profile.identities else []),
        *_flags(profile.flags),
    ]
    return " ".join(words)


def child_head(profile: ast.Profile) -> str:
    """The profile inside another up to its body; without its keyword it would be read as a file rule."""
    if not profile.keyword:
        refuse(f"the profile {profile.name!r} inside another needs the keyword `profile`", "set `keyword`")
    return profile_head(profile)


def hat_head(hat: ast.Hat) -> str:
    """The hat up to its body."""
    return " ".join(["hat", _name(hat.name), *_flags(hat.flags)])


def _name(given: str) -> str:
    if not given:
        refuse("a profile without a name", "name it")
    return quoted(given)


def _path_name(given: str) -> str:
    in_namespace = _NAMESPACED.fullmatch(given) is not None and quoted(given) == given
    if not in_namespace and not given.startswith(("/", "@{")):
        refuse(f"the name {given!r} needs the keyword `profile`: it is not a path", "set `keyword`")
    return quoted(given)


def _xattrs(given: Sequence[ast.Xattr]) -> Words:
    return [f"xattrs=({', '.join(_xattr(one) for one in given)})"] if given else []


def _xattr(given: ast.Xattr) -> str:
    if not _XATTR_NAME.fullmatch(given.name):
        refuse(f"{given.name!r} cannot be the name of an extended attribute", "it is written without quotes")
    return given.name if given.value is None else f"{given.name}={quoted(given.value, Place.MEMBER)}"


def _flags(given: Sequence[str]) -> Words:
    return [f"flags=({', '.join(_flag(one) for one in given)})"] if given else []


def _flag(given: str) -> str:
    # A flag with a value is one word of the list, its `=` included: quotes go around all of it.
    bare = _BARE_FLAG.fullmatch(given) is not None and given.isprintable()
    return given if bare else in_quotes(given, Place.MEMBER)
