"""Where aadsl and a parser understand a policy differently, as diagnostics."""

from __future__ import annotations

from typing import Final, assert_never

from apparmor_dsl.analysis.equal import Difference, OnlyIn, Undecided, Unlike, UnlikeBit, UnlikeSetting
from apparmor_dsl.analysis.equivalence import Differs, Equivalence, Same, Unknown
from apparmor_dsl.analysis.told import text_of
from apparmor_dsl.analysis.told_equal import subject, told
from apparmor_dsl.diagnostics.diagnostic import Diagnostic, Label, warning
from apparmor_dsl.semantics.apparmor_parser import Parser
from apparmor_dsl.semantics.compile import Compiled
from apparmor_dsl.semantics.resolve.origin import Origin
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_US: Final = "aadsl"
_MOST_RULES: Final = 4


def as_diagnostic(found: Equivalence, parser: Parser, made: Compiled | None = None) -> Diagnostic | None:
    """What is to be said of a profile; nothing where the two permit the same.

    With the file that was compiled a place in it becomes the one where it was written.
    """
    them = f"apparmor_parser {parser.version}"
    match found:
        case Same():
            return None
        case Unknown(profile, parts):
            return warning(
                "not-compared",
                f"`{profile}` is too large to be sure that aadsl and {them} understand it alike",
                help="compare a smaller profile: one with fewer `**` that cross each other",
                notes=tuple(line for each in parts for line in told(each, _US, them).splitlines()),
            )
        case Differs(profile, differences, rules, origin):
            first = next(each for each in differences if not isinstance(each, Undecided))
            labels = tuple(label for rule in rules for label in _labels(rule, made))
            # Where no rule of ours speaks of it, at least the profile can be named.
            place = None if origin is None else _written(origin, made).span
            span = labels[0].span if labels else place
            return warning(
                "not-equivalent",
                f"`{profile}`: aadsl and {them} disagree about {about(first)}",
                span,
                labels=labels[1:_MOST_RULES],
                help="one of the two is wrong: until that is mended, what the parser makes of it is in force",
                notes=tuple(line for each in differences for line in told(each, _US, them).splitlines()),
            )
        case _:
            assert_never(found)


def about(found: Difference) -> str:
    """What a difference is about, in few words."""
    match found:
        case Unlike():
            return f"`{subject(found)}`"
        case UnlikeBit(part=part, name=name) | UnlikeSetting(part=part, name=name):
            return name if part in {"mode", "flags"} else f"{part} {name}"
        case OnlyIn(side=side):
            return f"whether it is there: only {'aadsl' if side == 'left' else 'the parser'} says so"
        case Undecided(part=part):
            return part
        case _:
            assert_never(found)


def verdict(found: list[Equivalence], parser: Parser) -> str:
    """The answer in one line."""
    unlike = sum(isinstance(each, Differs) for each in found)
    unknown = sum(isinstance(each, Unknown) for each in found)
    them = f"apparmor_parser {parser.version}"
    if not found:
        return f"no profile to compare with what {them} compiles"
    if not unlike and not unknown:
        which = "the profile permits" if len(found) == 1 else f"all {len(found)} profiles permit"
        return f"{which} what {them} compiles, for all strings"
    said = [f"{unlike} of {len(found)} otherwise than aadsl"] if unlike else []
    said += [f"{unknown} of {len(found)} perhaps so"] if unknown else []
    return f"{them} understands {' and '.join(said)}"


def _labels(rule: ResolvedRule, made: Compiled | None) -> list[Label]:
    """The place of a rule, and those by which it came."""
    origin = _written(rule.origin, made)
    labels = [] if origin.span is None else [Label(origin.span, f"`{text_of(rule)}` speaks of it")]
    return [*labels, *origin.labels()]


def _written(origin: Origin, made: Compiled | None) -> Origin:
    """The origin of a line of the file that was compiled, in what it was compiled from."""
    if made is None or origin.span is None or origin.span.source.name != made.file_name:
        return origin
    return made.origin_of_line(origin.span.line) or origin
