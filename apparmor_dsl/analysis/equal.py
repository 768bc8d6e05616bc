"""Do two profiles permit the same? Over all strings, with a shortest witness where they do not.

What counts is the decision: what is permitted, how a program that is executed is confined, what is logged, and what is
refused without being logged. How a rule is written, or which rule decides, does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.analysis.permitted import Attached, Permitted, of_model, whole_name
from apparmor_dsl.semantics.automata import BUDGET, Never, Unknown
from apparmor_dsl.semantics.model.capability import NUMBERED
from apparmor_dsl.semantics.model.decisions import Decisions
from apparmor_dsl.semantics.model.difference import Differs, difference
from apparmor_dsl.semantics.model.flags import ProfileFlags
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.model.profile import Model
from apparmor_dsl.semantics.model.rlimit import UNLIMITED
from apparmor_dsl.semantics.model.sockets import FAMILIES, UNIX_TYPES

Side = Literal["left", "right"]
Part = Literal["files", "classes", "attachment", "xattrs"]


@frozen
class Unlike:
    """A string that the profiles decide differently; in this part of them no shorter one is."""

    profile: str
    part: Part
    witness: bytes
    left: Permissions
    right: Permissions


@frozen
class UnlikeBit:
    """A capability, or sockets of a family and a type, that the profiles decide differently."""

    profile: str
    part: Literal["capability", "network"]
    name: str
    left: Permissions
    right: Permissions


@frozen
class UnlikeSetting:
    """A limit, a flag, or something of the attachment in which the profiles differ. Empty: it is not there."""

    profile: str
    part: Literal["rlimit", "mode", "flags", "attachment"]
    name: str
    left: str
    right: str


@frozen
class OnlyIn:
    """A profile that is on one side alone."""

    profile: str
    side: Side


@frozen
class Undecided:
    """Among so many states of this part no difference was found, and there are more."""

    profile: str
    part: Part
    states: int


Difference = Unlike | UnlikeBit | UnlikeSetting | OnlyIn | Undecided


def equal(left: Iterable[Model], right: Iterable[Model], budget: int = BUDGET) -> Iterator[Difference]:
    """In what the profiles of both sides differ; nothing where they permit the same. Names say which belong together.

    Each side is as its own system compiles it: one text may be compared with itself on another.
    """
    lefts, rights = _by_name(left), _by_name(right)
    for name, model in lefts.items():
        if name in rights:
            yield from differences(model, rights[name], budget)
        else:
            yield OnlyIn(name, "left")
    for name in rights:
        if name not in lefts:
            yield OnlyIn(name, "right")


def differences(left: Model, right: Model, budget: int = BUDGET) -> Iterator[Difference]:
    """In what two profiles differ, whatever their names are. Of each part the shortest witness is given."""
    return unlike(of_model(left), of_model(right), budget)


def unlike(left: Permitted, right: Permitted, budget: int = BUDGET) -> Iterator[Difference]:
    """The same of profiles of which one, or both, may have been compiled by somebody else."""
    name = left.name
    yield from _strings(name, "files", left.files, right.files, budget)
    yield from _strings(name, "classes", left.classes, right.classes, budget)
    yield from _bits(name, "capability", _capability_name, {0: left.capabilities}, {0: right.capabilities})
    yield from _bits(name, "network", _socket_name, left.sockets, right.sockets)
    yield from _settings(name, "rlimit", _limits(left.rlimits), _limits(right.rlimits))
    yield from _flags(name, left.flags, right.flags)
    yield from _attachments(name, left.attachment, right.attachment, budget)


def _by_name(models: Iterable[Model]) -> dict[str, Model]:
    return {whole_name(model.profile.namespace, model.profile.name): model for model in models}


def _strings(name: str, part: Part, left: Decisions[int], right: Decisions[int], budget: int) -> Iterator[Difference]:
    match difference(left, right, budget):
        case Differs(witness, one, other):
            yield Unlike(name, part, witness, one, other)
        case Unknown(states):
            yield Undecided(name, part, states)
        case Never():
            return


def _bits(
    profile: str,
    part: Literal["capability", "network"],
    named: Callable[[int, int], str],
    left: Mapping[int, Permissions],
    right: Mapping[int, Permissions],
) -> Iterator[UnlikeBit]:
    """Each bit of the same number of which the two say different things, the lowest first."""
    for group in sorted(left.keys() | right.keys()):
        one, other = left.get(group, NOTHING), right.get(group, NOTHING)
        for bit in range(64):
            first, second = _of_bit(one, bit), _of_bit(other, bit)
            if first != second:
                yield UnlikeBit(profile, part, named(group, bit), first, second)


def _of_bit(said: Permissions, bit: int) -> Permissions:
    return Permissions(said.allow >> bit & 1, said.audit >> bit & 1, said.quiet >> bit & 1)


def _limits(limits: Mapping[str, int]) -> Mapping[str, str]:
    return {name: "infinity" if limit == UNLIMITED else str(limit) for name, limit in limits.items()}


def _flags(profile: str, left: ProfileFlags, right: ProfileFlags) -> Iterator[UnlikeSetting]:
    if left.mode != right.mode:
        yield UnlikeSetting(profile, "mode", "mode", left.mode, right.mode)
    yield from _settings(profile, "flags", _words(left), _words(right))


def _words(flags: ProfileFlags) -> Mapping[str, str]:
    said = {"hat": flags.hat, "audit": flags.audit, "debug": flags.debug}
    found = {name: "set" for name, is_set in said.items() if is_set}
    for flag in flags.paths:
        found[flag] = "set"
    if flags.where is not None:
        found["attach_disconnected.path"] = flags.where
    return found


def _attachments(profile: str, left: Attached | None, right: Attached | None, budget: int) -> Iterator[Difference]:
    if left is None or right is None:
        yield from _settings(profile, "attachment", _compiled(left), _compiled(right))
        return
    yield from _strings(profile, "attachment", left.paths, right.paths, budget)
    yield from _settings(profile, "attachment", {"length": str(left.length)}, {"length": str(right.length)})
    names = dict.fromkeys((*left.xattrs, *right.xattrs))
    for name in names:
        if name in left.xattrs and name in right.xattrs:
            yield from _strings(profile, "xattrs", left.xattrs[name], right.xattrs[name], budget)
    yield from _settings(profile, "attachment", _required(left), _required(right))


def _compiled(found: Attached | None) -> Mapping[str, str]:
    return {} if found is None else {"programs": "by a pattern"}


def _required(found: Attached) -> Mapping[str, str]:
    return {f"xattr {name}": "required" for name in found.xattrs}


def _settings(
    profile: str,
    part: Literal["rlimit", "flags", "attachment"],
    left: Mapping[str, str],
    right: Mapping[str, str],
) -> Iterator[UnlikeSetting]:
    for name in sorted(left.keys() | right.keys()):
        one, other = left.get(name, ""), right.get(name, "")
        if one != other:
            yield UnlikeSetting(profile, part, name, one, other)


def _capability_name(group: int, bit: int) -> str:
    del group
    return NUMBERED[bit] if bit < len(NUMBERED) else f"number {bit}"


def _socket_name(family: int, kind: int) -> str:
    return f"{_FAMILY_NAMES.get(family, family)} {_TYPE_NAMES.get(kind, kind)}"


_FAMILY_NAMES: Final = {number: name for name, number in FAMILIES.items()}
_TYPE_NAMES: Final = {number: name for name, number in UNIX_TYPES.items()}
