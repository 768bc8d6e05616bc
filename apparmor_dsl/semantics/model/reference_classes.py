"""What the rules of other classes than files permit, slow and obvious: every rule is asked, as apparmor.d(5) tells it.

Like `reference`, it knows no automaton and no number: flags are words, and a glob is matched by trying. It is said for
parsers since 4.1 and kernels that mediate the class; `all` is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

from attrs import frozen

from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.mount import ALIASES, CLEARING
from apparmor_dsl.semantics.model.reference import Said, matches, said
from apparmor_dsl.semantics.paths import folded
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile
from apparmor_dsl.semantics.targets import Target


def signal(profile: ResolvedProfile, access: str, name: str, peer: str, target: Target) -> Said:
    """Sending or receiving one signal, the other task having this label."""

    def speaks(rule: ast.Rule) -> bool:
        return (
            isinstance(rule, ast.SignalRule)
            and access in (rule.access or ("send", "receive"))
            and name in (rule.signals or (name,))
            and _fits(rule.peer, peer)
        )

    return _said_by(profile, speaks, target)


def ptrace(profile: ResolvedProfile, access: str, peer: str, target: Target) -> Said:
    """Tracing or reading a task with this label, or being traced or read by one."""

    def speaks(rule: ast.Rule) -> bool:
        return isinstance(rule, ast.PtraceRule) and access in (rule.access or (access,)) and _fits(rule.peer, peer)

    return _said_by(profile, speaks, target)


def capability(profile: ResolvedProfile, name: str) -> Said:
    """A capability. Priorities have no say: a deny wins."""
    rules = [
        rule
        for rule in profile.rules
        if isinstance(rule.rule, ast.CapabilityRule) and name in (rule.rule.names or (name,))
    ]
    denying = [rule for rule in rules if rule.access_type == "deny"]
    if denying:
        return Said(quiet=any(not rule.audit for rule in denying))
    return Said(bool(rules), any(rule.audit for rule in rules))


def network(profile: ResolvedProfile, access: str, family: str, kind: str, target: Target) -> Said:
    """Sockets of a family and a type, on a kernel that asks for no more. Priorities have no say here either."""

    def speaks(rule: ast.Rule) -> bool:
        return (
            isinstance(rule, ast.NetworkRule)
            and access in (rule.access or (access,))
            and rule.domain in {None, family}
            and (rule.type or _OF_PROTOCOL.get(rule.protocol or "")) in {None, kind}
            and (rule.protocol is None or family in {"inet", "inet6"})
        )

    return _said_by(profile, speaks, target)


_OF_PROTOCOL: Final = {"tcp": "stream", "udp": "dgram", "icmp": "raw"}


def message(profile: ResolvedProfile, access: str, asked: ast.DbusRule, target: Target) -> Said:
    """A D-Bus message: `asked` has all that is asked about it."""

    def speaks(rule: ast.Rule) -> bool:
        return (
            isinstance(rule, ast.DbusRule)
            and access in _of_dbus(rule)
            and all(
                _fits(glob, value or "")
                for glob, value in (
                    (rule.bus, asked.bus),
                    (rule.path and folded(rule.path), asked.path),
                    (rule.interface, asked.interface),
                    (rule.member, asked.member),
                    (rule.name or rule.peer.name, asked.peer.name),
                    (rule.peer.label, asked.peer.label),
                )
            )
        )

    return _said_by(profile, speaks, target)


def bus_name(profile: ResolvedProfile, bus: str, name: str, target: Target) -> Said:
    """Owning a name on a bus."""

    def speaks(rule: ast.Rule) -> bool:
        return (
            isinstance(rule, ast.DbusRule)
            and "bind" in _of_dbus(rule)
            and _fits(rule.bus, bus)
            and _fits(rule.name or rule.peer.name, name)
        )

    return _said_by(profile, speaks, target)


def _of_dbus(rule: ast.DbusRule) -> tuple[str, ...]:
    """The accesses of the rule; without one, those that go with its conditions."""
    if rule.access:
        return rule.access
    if rule.name is not None:
        return ("bind",)
    about_messages = (rule.path, rule.interface, rule.member, rule.peer.name, rule.peer.label) != (None,) * 5
    return ("send", "receive") if about_messages else ("send", "receive", "bind", "eavesdrop")


Doing = Literal["remount", "bind", "propagation", "move", "new"]
Flags = frozenset[str]

_SPREAD: Final = frozenset({"unbindable", "private", "slave", "shared"})
_COMMANDS: Final = frozenset({"remount", "bind", "move", "recursive", *_SPREAD})
_OTHERS: Final = frozenset(
    {"ro", "nosuid", "nodev", "noexec", "sync", "mand", "dirsync", "nosymfollow", "noatime", "nodiratime", "silent"}
    | {"acl", "relatime", "iversion", "strictatime", "lazytime"}
)
EVERY: Final = _COMMANDS | _OTHERS
"""Each flag that a rule without options lets pass."""
_NOT_WHERE_IT_SPREADS: Final = frozenset(
    {"nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime", "strictatime"}
)
_SEEN_BY_RULES: Final[dict[Doing, Flags]] = {
    "remount": EVERY - {"move"},
    "bind": frozenset({"bind", "recursive"}),
    "propagation": EVERY - _NOT_WHERE_IT_SPREADS,
    "move": frozenset({"move"}),
    "new": _OTHERS,
}
"""The flags that a rule looks at where this is done."""
_SEEN_BY_KERNEL: Final[dict[Doing, Flags]] = {
    "remount": EVERY,
    "bind": frozenset({"bind", "recursive"}),
    "propagation": _SPREAD | {"recursive", "silent"},
    "move": frozenset({"move"}),
    "new": EVERY,
}


@frozen
class Mount:
    """One call of mount(2). `options` are words of a rule; a bind or a move has a source, a new mount a type too."""

    point: str
    source: str = ""
    fstype: str = ""
    options: frozenset[str] = frozenset()


def mount(profile: ResolvedProfile, asked: Mount, target: Target) -> Said:
    """Whether it may be mounted: a rule must be about what is done, and let exactly these flags pass."""
    return _said_by(profile, lambda rule: _is_about(rule, asked), target)


def umount(profile: ResolvedProfile, point: str, target: Target) -> Said:
    """Whether it may be unmounted."""

    def speaks(rule: ast.Rule) -> bool:
        return isinstance(rule, ast.UmountRule) and _fits_path(rule.mountpoint, point)

    return _said_by(profile, speaks, target)


def _is_about(rule: ast.Rule, asked: Mount) -> bool:
    if not isinstance(rule, ast.MountRule | ast.RemountRule):
        return False
    types = [value for each in rule.conditions if each.name == "fstype" for value in each.values]
    flags = flags_of(asked.options)
    seen = flags & _SEEN_BY_KERNEL[done(flags)]
    # The kernel does not say what is done: a rule about remounting whose flag need not be set is about mounting too.
    return any(
        _fits_words(rule, doing, types, asked) and _passes(doing, required, allowed, seen)
        for required, allowed in _choices(rule)
        for doing in _meant(rule, required, allowed, types)
    )


def _fits_words(rule: ast.MountRule | ast.RemountRule, doing: Doing, types: list[str], asked: Mount) -> bool:
    source = rule.source if isinstance(rule, ast.MountRule) else None
    point = source if doing == "propagation" and rule.mountpoint is None else rule.mountpoint
    return (
        _fits_path(point, asked.point)
        and (doing in {"remount", "propagation"} or _fits_path(source, asked.source))
        and (doing != "new" or not types or any(_fits_path(each, asked.fstype) for each in types))
    )


def _choices(rule: ast.MountRule | ast.RemountRule) -> Iterator[tuple[Flags, Flags]]:
    """The flags that must be set, and those that may, which need not: each `options=` with each `options in`."""
    always = frozenset({"remount"}) if isinstance(rule, ast.RemountRule) else frozenset[str]()
    said_of = [each for each in rule.conditions if each.name == "options"]
    if not said_of:
        yield always, EVERY - always
        return
    exact = [always | flags_of(each.values) for each in said_of if each.operator == "="] or [always]
    loose = [flags_of(each.values) | flags_of(_cleared(each.values)) for each in said_of if each.operator == "in"] or [
        frozenset()
    ]
    for required in exact:
        for allowed in loose:
            yield required, allowed


def _meant(
    rule: ast.MountRule | ast.RemountRule, required: Flags, allowed: Flags, types: list[str]
) -> frozenset[Doing]:
    """What a rule can be about: what a flag says, and otherwise all that it has no condition against."""
    source = rule.source if isinstance(rule, ast.MountRule) else None
    may: dict[Doing, bool] = {
        "remount": source is None and not types,
        "bind": not types,
        "propagation": (source is None or rule.mountpoint is None) and not types,
        "move": not types,
        "new": True,
    }
    if not required:
        return frozenset(doing for doing, fits in may.items() if fits)
    says: dict[Doing, bool] = {
        "remount": "remount" in required,
        "bind": "bind" in required,
        "propagation": bool(required & _SPREAD),
        "move": "move" in required,
        "new": bool((required | allowed) & _OTHERS),
    }
    return frozenset([doing for doing, fits in may.items() if fits and says[doing]][:1])


def _passes(doing: Doing, required: Flags, allowed: Flags, seen: Flags) -> bool:
    return (required - allowed) & _SEEN_BY_RULES[doing] <= seen <= (required | allowed) & _SEEN_BY_RULES[doing]


def done(flags: Flags) -> Doing:
    """What mount(2) does; the first that is asked for."""
    if "remount" in flags:
        return "remount"
    if "bind" in flags:
        return "bind"
    if flags & _SPREAD:
        return "propagation"
    return "move" if "move" in flags else "new"


def flags_of(options: Iterable[str]) -> Flags:
    """The flags that options set: `rbind` is `bind` and `recursive`, `rw` none."""
    found: set[str] = set()
    for option in options:
        usual = ALIASES.get(option, option)
        if usual in CLEARING:
            continue
        if usual.startswith("r") and usual[1:] in _SPREAD | {"bind"}:
            found |= {usual[1:], "recursive"}
        else:
            found.add("silent" if usual == "verbose" else usual)
    return frozenset(found)


def _cleared(options: Iterable[str]) -> Iterator[str]:
    """What the options that ask for a flag to be clear would be where it is set."""
    for option in options:
        cleared = CLEARING.get(ALIASES.get(option, option))
        if cleared is not None:
            yield cleared


def _said_by(profile: ResolvedProfile, speaks: Callable[[ast.Rule], bool], target: Target) -> Said:
    return said([rule for rule in profile.rules if speaks(rule.rule)], target)


def _fits(glob: str | None, text: str) -> bool:
    return glob is None or matches(glob, text)


def _fits_path(glob: str | None, path: str) -> bool:
    return glob is None or matches(folded(glob), path)
