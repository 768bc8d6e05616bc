"""Reads compiled policy: what `apparmor_parser -o` writes, what its cache holds, and what a kernel shows of its own.

The items of a profile may come in any order, except that an automaton before the flags is that of the attachment.
Sources: sd_serialize_profile in parser/parser_interface.c, unpack_profile in the kernel's
security/apparmor/policy_unpack.c, and what apparmor_parser 3.0.8, 4.1.8 and 5.0.2 write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from operator import or_
from typing import Final

from attrs import astuple, define, evolve, field

from apparmor_dsl.diagnostics.diagnostic import error
from apparmor_dsl.diagnostics.errors import PolicyError
from apparmor_dsl.semantics.model.compiled.automaton import CompiledDecisions
from apparmor_dsl.semantics.model.compiled.damaged import Damaged
from apparmor_dsl.semantics.model.compiled.envelope import opened
from apparmor_dsl.semantics.model.compiled.parts import Parts, want_first
from apparmor_dsl.semantics.model.compiled.profile import Capabilities, CompiledProfile, Secmark, Sockets
from apparmor_dsl.semantics.model.compiled.stream import Item, Stream
from apparmor_dsl.semantics.model.flags import MODES, PATH_FLAGS
from apparmor_dsl.semantics.model.rlimit import NUMBERED as RLIMITS

_BEGIN: Final = b"\x04\x08\x00version\x00"
_FILES: Final = b"\x02"
"""The mediation class of files."""
_COMPLAIN: Final = 0x800
"""In the version: the profile is loaded as if its mode was complain."""

_HAT: Final = 0x1
_DEBUG: Final = 0x2
_FLAGS: Final = {"interruptible": 0x8}
_CAPABILITY_SETS: Final = 4
"""Permitted, logged, refused quietly, and given."""


def read_compiled(data: bytes, name: str = "<compiled policy>") -> tuple[CompiledProfile, ...]:
    """The profiles of a compiled policy, which came from the file `name`. Raises PolicyError for what is none."""
    damaged = Damaged(name)
    data = opened(data, damaged)
    if not data.startswith(_BEGIN):
        help_ = "name what `apparmor_parser -o FILE` wrote, or a file of its cache; where it fails, it writes nothing"
        what = "is empty" if not data else "is no compiled policy"
        raise PolicyError((error("no-compiled-policy", f"{name} {what}", help=help_),))
    return tuple(_profiles(Stream(data, damaged)))


def _profiles(stream: Stream) -> Iterator[CompiledProfile]:
    while not stream.ended:
        version, namespace = 0, None
        while (part := stream.name()) != "profile":
            match part:
                case "version":
                    version = stream.number(Item.U32)
                case "namespace":
                    namespace = stream.string()
                case _:
                    raise stream.damaged(
                        stream.at, f"there is {part or stream.next_item()} where a profile is expected"
                    )
        made = CompiledProfile("", CompiledDecisions(), CompiledDecisions(), namespace)
        if version & _COMPLAIN:
            made = evolve(made, mode="complain")
        yield _Profile(stream, made, Parts(stream), Parts(stream), Parts(stream)).read()


@define
class _Profile:
    """Reads one profile into `made`. `numbers` are those without a name behind the flags: the capabilities."""

    stream: Stream
    made: CompiledProfile
    attachment: Parts
    policy: Parts
    files: Parts
    numbers: list[int] = field(factory=list)
    seen: set[str] = field(factory=set)
    has_flags: bool = False

    def read(self) -> CompiledProfile:
        """The profile."""
        stream = self.stream
        begin = stream.at
        for part in stream.parts():
            if part is None:
                self._without_name()
                continue
            automaton = self.files if self.has_flags else self.attachment
            if automaton.read(part):
                continue
            want_first(part, self.seen, stream)
            self._part(part)
        if not self.made.name or not self.has_flags or len(self.numbers) != _CAPABILITY_SETS:
            raise stream.damaged(begin, "a profile has no name, no flags or no capabilities")
        if (self.made.attachment is None) is not (self.attachment.tables is None):
            raise stream.damaged(begin, "a profile has the attachment or its length, and not the other")
        return self._whole()

    def _without_name(self) -> None:
        """What has no name is known by its place."""
        stream = self.stream
        if stream.next_item() is Item.STRING and not self.made.name:
            self.made = evolve(self.made, name=stream.string())
            return
        at, number = stream.at, stream.number(Item.U32)
        if not self.has_flags and self.attachment.tables is not None and self.made.attachment is None:
            self.made = evolve(self.made, attachment=self.attachment.attachment(number))
        elif self.has_flags and len(self.numbers) < _CAPABILITY_SETS:
            self.numbers.append(number)
        else:
            raise stream.damaged(at, f"there is a number {number} that nothing is said with")

    def _part(self, part: str) -> None:
        stream, made = self.stream, self.made
        match part:
            case "rename":
                self.made = evolve(made, renames=stream.string())
            case "disconnected":
                self.made = evolve(made, disconnected=stream.string())
            case "disconnected_ipc":
                self.made = evolve(made, disconnected_ipc=stream.string())
            case "kill":
                self.made = evolve(made, kill_signal=stream.number(Item.U32))
            case "error":
                self.made = evolve(made, error=stream.number(Item.U32))
            case "flags":
                self._flags()
            case "path_flags":
                self._words(stream.number(Item.U32), PATH_FLAGS.items(), "path_flags")
            case "caps64":
                self._more_capabilities()
            case "identity":
                self.made = evolve(made, identities=tuple(stream.string() for _ in stream.array()))
            case "xattrs":
                self.made = evolve(made, xattrs=tuple(_strings(stream)))
            case "rlimits":
                self.made = evolve(made, rlimits=_rlimits(stream))
            case "secmark":
                self.made = evolve(made, secmarks=tuple(_secmarks(stream)))
            case "net_allowed_af":
                self.made = evolve(made, sockets=tuple(_sockets(stream)))
            case "policydb":
                for inner in stream.parts():
                    if inner is None or not self.policy.read(inner):
                        raise stream.damaged(stream.at, f"the policy has the part `{inner}`")
            case _:
                stream.skip()
                self.made = evolve(made, unread=made.unread | {part})

    def _flags(self) -> None:
        stream = self.stream
        stream.take(Item.STRUCT)
        flags = stream.number(Item.U32)
        at, mode = stream.at, stream.number(Item.U32)
        if mode >= len(MODES):
            raise stream.damaged.unknown(at, f"a profile of the mode {mode}")
        audit = stream.number(Item.U32)
        stream.take(Item.STRUCT_END)
        self.has_flags = True
        complains = self.made.mode == "complain"
        self.made = evolve(
            self.made,
            hat=bool(flags & _HAT),
            mode="complain" if complains else MODES[mode],
            audits_all=bool(audit),
            debug=bool(flags & _DEBUG),
        )
        self._words(flags & ~_HAT & ~_DEBUG, _FLAGS.items(), "flags")

    def _words(self, bits: int, known: Collection[tuple[str, int]], part: str) -> None:
        words = frozenset(word for word, bit in known if bits & bit)
        rest = bits & ~sum(bit for _, bit in known)
        unread = frozenset({f"{part} {rest:#x}"} if rest else ())
        self.made = evolve(self.made, flags=self.made.flags | words, unread=self.made.unread | unread)

    def _more_capabilities(self) -> None:
        stream = self.stream
        stream.take(Item.STRUCT)
        more = [stream.number(Item.U32) << 32 for _ in range(_CAPABILITY_SETS)]
        stream.take(Item.STRUCT_END)
        self.made = evolve(self.made, capabilities=Capabilities(*more))

    def _whole(self) -> CompiledProfile:
        high = astuple(self.made.capabilities)
        classes = self.policy.classes()
        return evolve(
            self.made,
            capabilities=Capabilities(*map(or_, self.numbers, high)),
            transitions=self.files.names or self.policy.names,
            classes=classes,
            files=self._files(classes),
        )

    def _files(self, classes: CompiledDecisions) -> CompiledDecisions:
        """The automaton of files: one of its own, or in that of the classes what comes behind their class."""
        if self.files.tables is not None or self.policy.tables is None:
            return self.files.files()
        start = classes.after(_FILES)
        if not classes.moves(start):
            return self.files.files()  # the class is there for the kernel to see that files are mediated
        if not self.policy.names:
            self.policy.names = self.files.names
        return self.policy.files(start)


def _strings(stream: Stream) -> Iterator[str]:
    for _ in stream.parts():
        for _ in stream.array():
            yield stream.string()


def _rlimits(stream: Stream) -> Mapping[str, int]:
    stream.take(Item.STRUCT)
    which = stream.number(Item.U32)
    at = stream.at
    values = [stream.number(Item.U64) for _ in stream.array()]
    stream.take(Item.STRUCT_END)
    if len(values) > len(RLIMITS) or which >> len(values):
        raise stream.damaged.unknown(at, f"{len(values)} rlimits, those of the bits {which:#x} set")
    return {RLIMITS[number]: value for number, value in enumerate(values) if which >> number & 1}


def _secmarks(stream: Stream) -> Iterator[Secmark]:
    for _ in stream.parts():
        for _ in stream.array():
            audit, deny = bool(stream.number(Item.U8)), bool(stream.number(Item.U8))
            yield Secmark(stream.string(), audit, deny)


def _sockets(stream: Stream) -> Iterator[Sockets]:
    for _ in stream.array():
        yield Sockets(*(stream.number(Item.U16) for _ in range(3)))
