"""Profiles, hats, blocks, and the file."""

from __future__ import annotations

import re
from typing import Any

from attrs import evolve

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import NO_QUALIFIERS
from apparmor_dsl.language.parser.conditions import Values
from apparmor_dsl.language.parser.place import Place, Token
from apparmor_dsl.language.vocabulary.flags import FLAGS_WITH_VALUE, PROFILE_FLAGS

_NAMESPACED = re.compile(":[^:]*:.")


def start(place: Place, *statements: Any) -> ast.PolicyFile:
    """The whole file."""
    for access in place.bare_exec:
        way_out = "name an exec mode: `ix` in this profile, `px` in its own, `cx` in a child; or write `deny`"
        place.refuse("bare-exec", "`x` alone does not say how: it is for deny rules", access, way_out)
    return ast.PolicyFile(statements, span=place.span, source=place.source)


def profile(
    place: Place,
    name: Token,
    attachment: Token | None,
    xattrs: tuple[ast.Xattr, ...] | None,
    identities: tuple[str, ...] | None,
    flags: tuple[str, ...] | None,
    body: tuple[Any, ...],
) -> ast.Profile:
    """`profile name /attachment … { … }`."""
    attached = attachment.value if attachment else None
    return ast.Profile(name.value, attached, identities or (), xattrs or (), flags or (), body, span=place.span)


def bare_profile(place: Place, *children: Any) -> ast.Profile:
    """`/usr/bin/x … { … }`: the same children, without the keyword."""
    name: Token = children[0]
    if name.kind == "LABEL" and not _NAMESPACED.match(name.text):
        place.refuse("syntax", f"`{name.text}` cannot be a profile", name, "write `profile` in front of a name")
    return evolve(profile(place, *children), keyword=False)


def hat(place: Place, name: Token, flags: tuple[str, ...] | None, body: tuple[Any, ...]) -> ast.Hat:
    """`hat name { … }`."""
    return ast.Hat(name.value, flags or (), body, span=place.span)


def body(place: Place, *items: Any) -> tuple[Any, ...]:
    """`{ … }`."""
    del place
    return items


def block(place: Place, qualifiers: ast.Qualifiers | None, items: tuple[Any, ...]) -> ast.Block:
    """`audit deny { … }`."""
    if qualifiers is not None and qualifiers.access == "deny":
        place.bare_exec = [access for access in place.bare_exec if access.start < place.start]
    return ast.Block(qualifiers or NO_QUALIFIERS, items, span=place.span)


def identities(place: Place, *lists: Values) -> tuple[str, ...]:
    """`+ identities=(a, b)`."""
    del place
    return tuple(token.value for found in lists for token in found)


def identity_list(place: Place, *names: Token) -> Values:
    """`(a, b)`: not `values`, behind which no block may begin."""
    del place
    return names


def xattrs(place: Place, *found: ast.Xattr) -> tuple[ast.Xattr, ...]:
    """`xattrs=(user.a=b user.c)`."""
    del place
    return found


def xattr(place: Place, name: Token, value: Token | None) -> ast.Xattr:
    """`user.a="b*"`."""
    if value is not None and not value.value:
        place.refuse("condition-value", f"`{name.text}=` has no value", name, "delete the `=`: any value will do")
    return ast.Xattr(name.text, value.value if value else None)


def xattr_value(place: Place, token: Token) -> Token:
    """`"b*"`, or `("b*")`, which is the same."""
    del place
    return token


def flags(place: Place, *found: Token) -> tuple[str, ...]:
    """`flags=(complain, kill.signal=term)`."""
    made: list[str] = []
    for token in found:
        name, equals, value = _flag(token.text)
        known = FLAGS_WITH_VALUE if equals else PROFILE_FLAGS
        if name not in known:
            way_out = did_you_mean(name, known)
            if name in FLAGS_WITH_VALUE:
                way_out = f"write `{name}=…`"
            elif name in PROFILE_FLAGS:
                way_out = f"write `{name}` alone"
            place.refuse("unknown-flag", f"`{token.text}` is not a profile flag", token, way_out)
        made.append(f"{name}={value}" if equals else name)
    return tuple(made)


def _flag(text: str) -> tuple[str, str, str]:
    """Name, `=` and value of a flag that is quoted as a whole, or its value alone, or not at all."""
    if text.startswith('"'):
        return text[1:-1].partition("=")
    name, equals, value = (part.strip(" \t\r\n") for part in text.partition("="))
    return name, equals, _unquoted(value)


def _unquoted(text: str) -> str:
    return text[1:-1] if text.startswith('"') else text


def id(place: Place, token: Token) -> Token:  # noqa: A001 - the grammar's name for it
    """A name that may be absent."""
    del place
    return token


def path(place: Place, token: Token) -> Token:
    """A path that may be absent."""
    del place
    return token


def target(place: Place, token: Token) -> Token:
    """`-> name`."""
    del place
    return token
