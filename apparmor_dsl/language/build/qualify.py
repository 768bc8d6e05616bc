"""`priority=10 audit deny owner` as keyword arguments."""

from typing import TypedDict, TypeVar, Unpack

from apparmor_dsl.language import ast
from apparmor_dsl.language.ast.node import AccessType, Ownership
from apparmor_dsl.language.build.checks import refuse

_Word = TypeVar("_Word", AccessType, Ownership)


class Qualify(TypedDict, total=False):
    """The qualifiers of every rule. Of `allow`, `deny` and `prompt` one may be True."""

    priority: int | None
    audit: bool
    allow: bool
    deny: bool
    prompt: bool


class FileQualify(Qualify, total=False):
    """The qualifiers of file and link rules and of blocks. Of `owner` and `other` one may be True."""

    owner: bool
    other: bool


def qualifiers(**given: Unpack[FileQualify]) -> ast.Qualifiers:
    """The qualifiers. Raises PolicyError for two that exclude each other."""
    return ast.Qualifiers(
        given.get("priority"),
        given.get("audit", False),
        _access(given),
        _ownership(given),
    )


def _access(given: FileQualify) -> AccessType | None:
    words: dict[AccessType, bool] = {
        "allow": given.get("allow", False),
        "deny": given.get("deny", False),
        "prompt": given.get("prompt", False),
    }
    return _one_of(words)


def _ownership(given: FileQualify) -> Ownership | None:
    words: dict[Ownership, bool] = {"owner": given.get("owner", False), "other": given.get("other", False)}
    return _one_of(words)


def _one_of(words: dict[_Word, bool]) -> _Word | None:
    said = [word for word, is_said in words.items() if is_said]
    if len(said) > 1:
        refuse("qualifier-order", f"`{said[0]}` and `{said[1]}` exclude each other", "choose one of them")
    return said[0] if said else None
