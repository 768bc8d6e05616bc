r"""`signal (send) set=(hup) peer=foo,` as entries: `\x0a`, a byte for the signal, and the label of the other task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from apparmor_dsl.language import ast
from apparmor_dsl.language.vocabulary.signals import ALIASES
from apparmor_dsl.semantics.model.entry import Entry
from apparmor_dsl.semantics.model.lines import CLASSES, SOME_LABEL, bits, byte, entry, is_logged, of_glob
from apparmor_dsl.semantics.model.system import System
from apparmor_dsl.semantics.resolve.resolved import ResolvedProfile, ResolvedRule

ACCESS: Final = {"send": 2, "receive": 4}
"""Source: AA_MAY_SEND and AA_MAY_RECEIVE in parser/signal.h."""

_NUMBERED: Final = (
    "hup",
    "int",
    "quit",
    "ill",
    "trap",
    "abrt",
    "bus",
    "fpe",
    "kill",
    "usr1",
    "segv",
    "usr2",
    "pipe",
    "alrm",
    "term",
    "stkflt",
    "chld",
    "cont",
    "stop",
    "stp",
    "ttin",
    "ttou",
    "urg",
    "xcpu",
    "xfsz",
    "vtalrm",
    "prof",
    "winch",
    "io",
    "pwr",
    "sys",
    "emt",
)
"""In the order of their numbers, from 1. Source: signal_map in parser/signal.cc."""

EXISTS: Final = 35
"""The test whether a task is there, signal 0. Source: MAXMAPPED_SIG in parser/signal.cc."""
FIRST_REALTIME: Final = 128
"""Source: MINRT_SIG in parser/signal.cc."""


def entries(rule: ResolvedRule, profile: ResolvedProfile, system: System) -> Iterator[Entry]:
    """What a signal rule, or `all`, says of signals."""
    del profile
    if not system.features.supports("signal"):
        return
    match rule.rule:
        case ast.SignalRule(access, signals, peer):
            label = of_glob(rule, peer, SOME_LABEL)
            yield entry(rule, f"{_signals(signals)}{label}", bits(access, ACCESS), audit=is_logged(rule, system))
        case ast.AllRule():
            yield entry(rule, f"{_signals(())}{SOME_LABEL}", bits((), ACCESS), audit=is_logged(rule, system))
        case _:
            return


def signal_number(name: str) -> int:
    """The number by which a compiled policy knows a signal."""
    word, plus, offset = name.partition("+")
    if plus and word == "rtmin":
        return FIRST_REALTIME + int(offset)
    if name == "exists":
        return EXISTS
    return _NUMBERED.index(ALIASES.get(name, name)) + 1


def signal_name(number: int) -> str | None:
    """The signal that a compiled policy knows by the number; None where there is none."""
    if number == EXISTS:
        return "exists"
    if number >= FIRST_REALTIME:
        return f"rtmin+{number - FIRST_REALTIME}"
    return _NUMBERED[number - 1] if 0 < number <= len(_NUMBERED) else None


def key(signal: str, peer: str) -> bytes:
    """What the kernel asks about a signal to or from a task with this label. Source: profile_signal_perm in ipc.c."""
    return bytes((CLASSES["signal"], signal_number(signal))) + peer.encode("utf-8", "surrogateescape")


def _signals(names: tuple[str, ...]) -> str:
    """The signals that a rule names. A rule that names none also has a string without a signal, by the label alone."""
    if not names:
        # `\xa` as the parser writes it: a digit too short, and the same byte.
        return rf"({byte(CLASSES['label'])}\xa|{byte(CLASSES['signal'])}.)"
    numbers = sorted({signal_number(name) for name in names})
    return f"{byte(CLASSES['signal'])}[{''.join(byte(each) for each in numbers)}]"
