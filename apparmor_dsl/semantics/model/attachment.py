"""Which programs enter a profile when they are executed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from attrs import evolve, frozen

from apparmor_dsl.language import ast
from apparmor_dsl.semantics.automata import NOTHING, Choice, Expression, InOrder, OneOf, Repeat, Text, not_empty
from apparmor_dsl.semantics.model.decide import deciding
from apparmor_dsl.semantics.model.decisions import Decided
from apparmor_dsl.semantics.model.entry import Entry, Kind
from apparmor_dsl.semantics.model.glob import pattern, to_regex
from apparmor_dsl.semantics.model.regex import Pattern, read
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.paths import folded, local_name
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile

MATCHES: Final = 1
"""The access of a path that attaches."""

_XATTRS: Final = "domain/attach_conditions/xattr"
_MOST_LISTED: Final = 128
_OF_GLOBS: Final = frozenset("*?[{")


@frozen
class Attachment:
    """The paths of the programs that enter the profile, where that is more than a comparison with its name.

    Of several profiles that match a program the one of the greatest `length` is entered, where the kernel cannot find
    out better. `xattrs`: extended attributes that a program must have, and what each must match.
    """

    paths: Decided
    length: int
    xattrs: Mapping[str, Decided]


def attachment(profile: ResolvedProfile, system: System) -> Attachment | None:
    """What is compiled for the profile's attachment; None where the kernel compares names, or nothing attaches."""
    if not is_matched(profile, system):
        return None
    globs = (profile.attachment or local_name(profile.name), *profile.other_attachments)
    found = [made for glob in globs if isinstance(made := pattern(folded(glob)), Pattern)]
    decide = deciding(system.target)
    xattrs = profile.xattrs if system.features.has(_XATTRS) else ()
    return Attachment(
        Decided([Entry(_attaching(made, system), Kind(MATCHES)) for made in found], decide),
        min((_length(made.expression)[0] for made in found), default=0),
        {xattr.name: Decided(_value(xattr), decide) for xattr in xattrs},
    )


def _attaching(found: Pattern, system: System) -> Pattern:
    """The pattern without the empty string, of which 3.0.8 forgets what it is permitted.

    With it goes what a star alone reads: it leads back to where the empty string is.
    """
    if system.target.version >= (4, 0):
        return found
    match found.expression:
        case Repeat():
            return evolve(found, expression=NOTHING)
        case _:
            return evolve(found, expression=not_empty(found.expression))


def is_matched(profile: ResolvedProfile, system: System) -> bool:
    """Whether an automaton is compiled for the attachment. Without, the kernel compares the path with the name."""
    if isinstance(profile.node, ast.Profile) and profile.node.attachment is not None:
        return True
    return (
        _has_wildcard(local_name(profile.name))
        or bool(profile.xattrs)
        or bool(profile.other_attachments)
        or (profile.attachment is not None and system.target.version >= (5, 0))
    )


def _has_wildcard(name: str) -> bool:
    """Whether a character of globs stands in the name without a backslash."""
    at = 0
    while at < len(name):
        if name[at] == "\\":
            at += 1
        elif name[at] in _OF_GLOBS:
            return True
        at += 1
    return False


def _value(xattr: ast.Xattr) -> list[Entry]:
    made = ".*" if xattr.value is None else to_regex(xattr.value, nul=True)
    found = read(made) if isinstance(made, str) else made
    return [Entry(found, Kind(MATCHES))] if isinstance(found, Pattern) else []


def _length(expression: Expression) -> tuple[int, bool]:
    """The fewest bytes up to the first wildcard with it, and whether there is one. Source: what 3.0.8 compiles."""
    match expression:
        case Text(text):
            return len(text), False
        case OneOf(allowed):
            # A `?` or a negated class, which read more bytes than anybody lists in a class.
            return 1, allowed.bit_count() > _MOST_LISTED
        case Repeat():
            return 0, True
        case Choice(options):
            found = [_length(option) for option in options]
            return min((length for length, _ in found), default=0), any(ends for _, ends in found)
        case InOrder(parts):
            total = 0
            for part in parts:
                length, ends = _length(part)
                total += length
                if ends:
                    return total, True
            return total, False
        case _:
            assert_never(expression)
