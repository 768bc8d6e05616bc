"""A profile as it is compiled: what the kernel loads."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from apparmor_dsl.semantics.automata.byte_sets import members
from apparmor_dsl.semantics.model.compiled.automaton import Attachment, CompiledDecisions
from apparmor_dsl.semantics.model.flags import ProfileMode


@frozen
class Capabilities:
    """Which capabilities(7) are permitted, each the bit of its number.

    `audit` are logged when used, `quiet` not logged when refused. `set` are given to the task; no parser writes that.
    """

    allow: int = 0
    audit: int = 0
    quiet: int = 0
    set: int = 0


@frozen
class Secmark:
    """What becomes of a packet that carries a label."""

    label: str
    audit: bool
    deny: bool


@frozen
class Sockets:
    """The old form of network rules: the socket types of a family that are permitted, each the bit of its number."""

    allow: int
    audit: int
    quiet: int


@frozen
class CompiledProfile:
    r"""One profile of a compiled policy; hats and children are profiles with the name `parent//child`.

    `attachment` are the programs it is attached to, None where there are none but one at the path that is its name.
    `files` answers for paths, for pairs `path\0target` of a link and for labels to change to; `classes` for strings
    that begin with the byte of a mediation class. `transitions` are the names of profiles that programs go to.
    `flags` are words as in the profile's head. `sockets` are those of the features before network_v8, by the number of
    the family. `unread` names what it has besides, the meaning of which is not known here.
    """

    name: str
    files: CompiledDecisions = field(eq=False, repr=False)
    classes: CompiledDecisions = field(eq=False, repr=False)
    namespace: str | None = None
    mode: ProfileMode = "enforce"
    hat: bool = False
    audits_all: bool = False
    debug: bool = False
    flags: frozenset[str] = frozenset()
    attachment: Attachment | None = field(default=None, eq=False, repr=False)
    xattrs: tuple[str, ...] = ()
    renames: str | None = None
    disconnected: str | None = None
    disconnected_ipc: str | None = None
    kill_signal: int | None = None
    error: int | None = None
    identities: tuple[str, ...] = ()
    capabilities: Capabilities = Capabilities()
    rlimits: Mapping[str, int] = field(factory=dict)
    secmarks: tuple[Secmark, ...] = ()
    sockets: tuple[Sockets, ...] | None = None
    transitions: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()

    def mediates(self, number: int) -> bool:
        """Whether accesses of the mediation class are looked at; else they are permitted whatever `classes` says."""
        return any(allowed >> number & 1 for allowed, _ in self.classes.moves(self.classes.start))

    def mediated(self) -> tuple[int, ...]:
        """The numbers of the mediation classes whose accesses are looked at."""
        every = 0
        for allowed, _ in self.classes.moves(self.classes.start):
            every |= allowed
        return tuple(members(every))
