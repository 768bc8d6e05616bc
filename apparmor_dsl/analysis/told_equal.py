"""In what profiles differ, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, assert_never

from apparmor_dsl.analysis.asked_about import class_in_words, file_in_words, shown
from apparmor_dsl.analysis.equal import Difference, OnlyIn, Undecided, Unlike, UnlikeBit, UnlikeSetting
from apparmor_dsl.analysis.told import runs
from apparmor_dsl.diagnostics.visible import visible
from apparmor_dsl.semantics.model import change_profile, dbus, file, io_uring, mount, mqueue, ptrace, signal, userns
from apparmor_dsl.semantics.model.decide import EXECUTE, OTHER_SHIFT
from apparmor_dsl.semantics.model.lines import CLASSES, MediationClass
from apparmor_dsl.semantics.model.permissions import NOTHING, Permissions
from apparmor_dsl.semantics.model.sockets import ACCESS as OF_SOCKETS

Json = dict[str, object]


def told(found: Difference, left: str, right: str) -> str:
    """A difference for people; `left` and `right` are what the sides are called."""
    return "".join(f"{visible(line)}\n" for line in _lines(found, left, right))


def as_json(found: Difference) -> Json:
    """A difference as what `json.dumps` takes."""
    base: Json = {"profile": found.profile, "kind": _KINDS[type(found)]}
    match found:
        case Unlike(part=part, witness=witness):
            about = {"part": part, "witness": witness.decode("latin-1"), "asks": subject(found)}
            return {**base, **about, "left": _decision(found, found.left), "right": _decision(found, found.right)}
        case UnlikeBit(part=part, name=name):
            about = {"part": part, "name": name}
            return {**base, **about, "left": _decision(found, found.left), "right": _decision(found, found.right)}
        case UnlikeSetting(part=part, name=name):
            return {**base, "part": part, "name": name, "left": found.left or None, "right": found.right or None}
        case OnlyIn(side=side):
            return {**base, "side": side}
        case Undecided(part=part, states=states):
            return {**base, "part": part, "states": states}
        case _:
            assert_never(found)


_KINDS: Final = {
    Unlike: "string",
    UnlikeBit: "bit",
    UnlikeSetting: "setting",
    OnlyIn: "only-in",
    Undecided: "undecided",
}


def _lines(found: Difference, left: str, right: str) -> Iterator[str]:
    match found:
        case Unlike():
            yield f"`{found.profile}`: {subject(found)}"
            yield from _sides(found, left, right)
        case UnlikeBit(part=part, name=name):
            yield f"`{found.profile}`: {part} {name}"
            yield from _sides(found, left, right)
        case UnlikeSetting(part=part, name=name):
            yield f"`{found.profile}`: {name if part in {'mode', 'flags'} else f'{part} {name}'}"
            yield f"  {left}: {found.left or 'not set'}"
            yield f"  {right}: {found.right or 'not set'}"
        case OnlyIn(side=side):
            yield f"`{found.profile}`: only in {left if side == 'left' else right}"
        case Undecided(part=part, states=states):
            yield f"`{found.profile}`: {part} are too much to look at all: no difference in {states} states"
        case _:
            assert_never(found)


def _sides(found: Unlike | UnlikeBit, left: str, right: str) -> Iterator[str]:
    for side, said in ((left, found.left), (right, found.right)):
        yield f"  {side}: {'; '.join(_words(found, said))}"


def subject(found: Unlike) -> str:
    """What is asked about with the string."""
    match found.part:
        case "files":
            bits = 0
            for said in (found.left, found.right):
                bits |= said.allow | said.audit | said.quiet | said.asked
            return file_in_words(found.witness, bits)
        case "classes":
            return class_in_words(found.witness)
        case "attachment":
            return f"attachment {shown(found.witness)}"
        case "xattrs":
            return f"extended attribute {shown(found.witness)}"
        case _:
            assert_never(found.part)


def _decision(found: Unlike | UnlikeBit, said: Permissions) -> Json:
    names = _names(found)
    return {
        "allow": list(_named(said.allow, names)),
        "audit": list(_named(said.audit, names)),
        "quiet": list(_named(said.quiet, names)),
        "asked": list(_named(said.asked, names)),
        "owner_runs": runs(said.owner_exec) if said.owner_exec else None,
        "other_runs": runs(said.other_exec) if said.other_exec else None,
    }


def _words(found: Unlike | UnlikeBit, said: Permissions) -> Iterator[str]:
    """The decision: what is permitted and logged, how programs run, what is refused quietly."""
    names = _names(found)
    if said == NOTHING:
        yield "nothing is permitted"
        return
    if said.allow:
        yield f"permitted: {', '.join(_named(said.allow, names))}"
    if said.audit:
        yield f"logged: {', '.join(_named(said.audit, names))}"
    if said.asked:
        yield f"asked about: {', '.join(_named(said.asked, names))}"
    if said.quiet:
        yield f"refused without being logged: {', '.join(_named(said.quiet, names))}"
    owner, other = said.owner_exec, said.other_exec
    if owner is not None and owner == other:
        yield f"runs {runs(owner)}"
        return
    if owner is not None:
        yield f"the owner's runs {runs(owner)}"
    if other is not None:
        yield f"others' runs {runs(other)}"


def _named(bits: int, names: Mapping[int, str]) -> Iterator[str]:
    """The accesses of the bits; where both halves of a file have one, it is named once."""
    seen = 0
    for bit, name in names.items():
        if bit & bits & ~seen:
            pair = bit | bit << OTHER_SHIFT
            both = names is _OF_FILES and bit <= _OWNER and bits & pair == pair
            seen |= pair if both else bit
            half = "" if names is not _OF_FILES or both or bit >= change_profile.ON_EXEC else _half(bit)
            yield f"{name}{half}"
    rest = bits & ~seen
    if rest:
        yield f"bits {rest:#x}"


def _half(bit: int) -> str:
    return " (owner)" if bit <= _OWNER else " (others)"


_OWNER: Final = 0x7F
_LETTERS: Final = {**{bit: letter for letter, bit in file.ACCESS.items()}, EXECUTE: "x"}
_OF_FILES: Final[Mapping[int, str]] = {
    **_LETTERS,
    **{bit << OTHER_SHIFT: letter for bit, letter in _LETTERS.items()},
    change_profile.ON_EXEC: "change_profile at exec",
    change_profile.CHANGE: "change_profile",
}
_PERMITTED: Final[Mapping[int, str]] = {1: "yes"}

_CLASS_NAMES: Final[Mapping[int, MediationClass]] = {number: name for name, number in CLASSES.items()}


def _names(found: Unlike | UnlikeBit) -> Mapping[int, str]:
    """What the bits stand for."""
    match found:
        case UnlikeBit() | Unlike(part="attachment" | "xattrs"):
            return _PERMITTED
        case Unlike(part="files"):
            return _OF_FILES
        case Unlike(witness=witness):
            name = _CLASS_NAMES.get(witness[0]) if witness else None
            return {} if name is None else {bit: word for word, bit in _access(name).items()}
        case _:
            assert_never(found)


def _access(name: MediationClass) -> Mapping[str, int]:
    match name:
        case "mount":
            return mount.ACCESS
        case "ptrace":
            return ptrace.ACCESS
        case "signal":
            return signal.ACCESS
        case "dbus":
            return dbus.ACCESS
        case "posix mqueue" | "sysv mqueue":
            return mqueue.ACCESS
        case "userns":
            return userns.ACCESS
        case "io_uring":
            return io_uring.ACCESS
        case "network" | "network v8" | "network v9" | "packet":
            return OF_SOCKETS
        case "file" | "label":
            return {}
        case _:
            assert_never(name)


def verdict(found: Sequence[Difference], profiles: int) -> str:
    """The answer in one line."""
    what = "the profile permits" if profiles == 1 else f"all {profiles} profiles permit"
    if not found:
        return f"equal: {what} the same, for all strings"
    if all(isinstance(each, Undecided) for each in found):
        return "undecided: no difference was found, and not everything was looked at"
    return f"different: {len(found)} difference{'' if len(found) == 1 else 's'}"
