"""An answer in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from apparmor_dsl.analysis import misses
from apparmor_dsl.analysis.answer import Answer, Miss, Part
from apparmor_dsl.analysis.requests import FileRequest, LinkRequest, MountRequest
from apparmor_dsl.analysis.spelling import spelled
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.diagnostics.visible import visible
from apparmor_dsl.language.emit import rule_text
from apparmor_dsl.semantics.model.exec_transition import Transition
from apparmor_dsl.semantics.resolve.resolved import ResolvedRule

_MOST_RULES: Final = 4


def told(answer: Answer) -> str:
    """The answer for people: the decision first, then who decides it."""
    return "".join(f"{visible(line)}\n" for line in _lines(answer))


def headline(answer: Answer) -> str:
    """The decision in one line."""
    verdict = "allowed" if answer.allowed else f"denied{_to_whom(answer)}"
    return f"{verdict}: `{spelled(answer.request)}` in `{answer.profile.name}`{_in_mode(answer)}"


def _to_whom(answer: Answer) -> str:
    """Where one half is permitted and the other is not."""
    denied, halves = {part.who for part in answer.denied}, {part.who for part in answer.parts}
    if len(denied) != 1 or halves != {"owner", "other"}:
        return ""
    return " to others than the file's owner" if denied == {"other"} else " to the file's owner"


def by_whom(answer: Answer) -> tuple[str, str]:
    """The rule that decides, and where it stands, in few words: for a table."""
    part = next((part for part in answer.parts if part.rules), None)
    if part is None:
        return f"({answer.parts[0].because})" if answer.parts else "", ""
    rule = part.rules[0]
    route = "".join(f" by {_step(step.fragment)}" for step in reversed(rule.origin.route))
    return text_of(rule), f"{rule.span or ''}{route}"


def _in_mode(answer: Answer) -> str:
    if answer.allowed or answer.mode == "enforce":
        return ""
    if answer.happens:
        return ", and in complain mode it happens all the same, and is logged as ALLOWED"
    match answer.mode:
        case "complain":
            return ", in complain mode too: a `deny` is always in force"
        case "kill":
            return ", and the task is killed"
        case "prompt":
            return ", or somebody is asked"
        case "unconfined" | "enforce":
            return ""
        case _:
            assert_never(answer.mode)


def _lines(answer: Answer) -> Iterator[str]:
    yield headline(answer)
    for group in _groups(answer):
        yield from _part(group, answer)
    if answer.nearest:
        yield "  nearest:"
        for miss in answer.nearest:
            yield from _miss(miss)
    for note in answer.notes:
        yield f"  note: {note}"


def _groups(answer: Answer) -> list[list[Part]]:
    """Parts of which the same is said, together."""
    found: dict[object, list[Part]] = {}
    for part in answer.parts:
        rules = tuple(id(rule) for rule in (*part.rules, *part.overruled))
        found.setdefault((part.allowed, part.because, rules, part.logged, part.transition), []).append(part)
    return list(found.values())


def _part(parts: Sequence[Part], answer: Answer) -> Iterator[str]:
    first, what = parts[0], _what(parts, answer)
    match first.because:
        case "rule":
            logged = ", and logged," if first.logged else ""
            by = "" if first.rules else " the parser itself, whatever the rules say"
            yield f"  {what} is permitted{logged} by{by}"
            yield from _rules(first.rules)
            if first.transition is not None:
                yield f"    the program runs {runs(first.transition)}"
            yield from _surprise(first, answer)
        case "deny":
            how = "and it is logged" if first.logged else "quietly: nothing is logged"
            yield f"  {what} is refused, {how}, by"
            yield from _rules(first.rules)
            if first.overruled:
                yield "    which overrules"
                yield from _rules(first.overruled)
        case "nothing":
            yield f"  no rule permits {what}"
        case "unmediated":
            yield f"  {what} is permitted, because this system does not mediate it: no rule has a say"
        case "unconfined":
            yield f"  {what} is permitted, because the profile is unconfined: it takes nothing away"
        case "rlimit" if first.allowed:
            yield f"  {what} may be set to anything: no rule limits it"
        case "rlimit":
            yield f"  {what} is above the limit of"
            yield from _rules(first.rules)
        case "subset":
            yield f"  the new name would permit {what}, which the file's own name does not"
        case _:
            assert_never(first.because)


def _what(parts: Sequence[Part], answer: Answer) -> str:
    """`w` for the owner and `r`, in the order of the request."""
    names = dict.fromkeys(part.what for part in parts)
    listed = " and ".join(f"`{name}`" for name in names)
    if not isinstance(answer.request, FileRequest | LinkRequest) or answer.request.who is not None:
        return listed
    halves = {part.who for part in parts}
    if halves == {"owner"}:
        return f"{listed} by the file's owner"
    return f"{listed} by others than the file's owner" if halves == {"other"} else listed


def _surprise(part: Part, answer: Answer) -> Iterator[str]:
    """Where a rule permits what it does not say, as old parsers compile it."""
    old = answer.system.target.version < (4, 0) and isinstance(answer.request, MountRequest)
    if old and part.rules and all(misses.reasons(rule.rule, answer.request) for rule in part.rules):
        yield "    though none of them says so: before AppArmor 4.0 mount rules become more than they say"


def _rules(rules: Sequence[ResolvedRule]) -> Iterator[str]:
    for rule in rules[:_MOST_RULES]:
        yield from _rule(rule)
    if len(rules) > _MOST_RULES:
        yield f"    and {len(rules) - _MOST_RULES} more"


def _rule(rule: ResolvedRule) -> Iterator[str]:
    yield f"    {text_of(rule)}"
    if rule.span is not None:
        yield f"      {rule.span}"
    for step in reversed(rule.origin.route):
        where = f" at {step.span}" if step.span else ""
        yield f"      by {_step(step.fragment)}{where}"


def _step(fragment: str) -> str:
    if fragment.startswith(("<", '"')):
        return f"include {fragment}"
    return fragment if fragment.startswith("alias ") else f"use {fragment}"


def _miss(miss: Miss) -> Iterator[str]:
    yield from _rule(miss.rule)
    for reason in miss.reasons:
        yield f"      but {reason}"


def text_of(rule: ResolvedRule) -> str:
    """The rule as it was written, on one line."""
    if rule.span is not None:
        return " ".join(rule.span.text.split())
    try:
        return rule_text(rule.written)
    except PolicyError:
        return type(rule.written).__name__


def runs(transition: Transition) -> str:
    """What confines a program that is executed so."""
    scrubbed = "" if transition.unsafe or transition.kind == "none" else ", with a scrubbed environment"
    otherwise = ""
    if transition.inherits and transition.kind != "none":
        otherwise = ", or in this one where that is not loaded"
    elif transition.unconfined_else:
        otherwise = ", or unconfined where that is not loaded"
    match transition.kind:
        case "none":
            return "in the same profile"
        case "unconfined":
            return f"unconfined{scrubbed}"
        case "profile":
            return f"in the profile attached to it{otherwise}{scrubbed}"
        case "child":
            return f"in the child profile attached to it{otherwise}{scrubbed}"
        case "named":
            return f"in `{transition.name}`{otherwise}{scrubbed}"
        case _:
            assert_never(transition.kind)
