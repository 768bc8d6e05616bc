"""`capability sys_admin`, `set rlimit nofile <= 1024`, `userns create`, `mqueue read /queue`, `io_uring sqpoll`"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, cast

from apparmor_dsl.analysis.reading.words import Said, Word
from apparmor_dsl.analysis.requests import (
    CapabilityRequest,
    IoUringRequest,
    MqueueRequest,
    Request,
    RlimitRequest,
    UsernsRequest,
)
from apparmor_dsl.language.vocabulary.access import IO_URING, MQUEUE, MQUEUE_ALIASES, MQUEUE_TYPES
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES
from apparmor_dsl.language.vocabulary.rlimits import INFINITY, MICROSECONDS, RLIMITS, SECOND, SIZES, TIMES

CAPABILITY_FORMS: Final = "for example `capability sys_admin`"
RLIMIT_FORMS: Final = "for example `set rlimit nofile <= 1024`, `rlimit memlock infinity`"
USERNS_FORMS: Final = "for example `userns create`"
MQUEUE_FORMS: Final = "for example `mqueue read /queue`, `mqueue create type=sysv 123`"
IO_URING_FORMS: Final = "for example `io_uring sqpoll`, `io_uring override_creds label=foo`"


def read_capability(said: Said) -> Request:
    """The capability, with `CAP_` or without, the verb taken away."""
    said.skip({"a", "capability", "cap", "the"})
    if not said.words:
        said.reject("it is not said which capability", None, CAPABILITY_FORMS)
    word = said.take()
    said.skip({"capability"})
    said.end(CAPABILITY_FORMS)
    short = Word(word.text.lower().removeprefix("cap_"), word.start, word.end)
    return CapabilityRequest(said.known(short, CAPABILITIES, "capability"))


def deed(capability: str) -> Callable[[Said], Request]:
    """The reader of a deed that takes this capability and no more of the policy, as rebooting does."""

    def read(said: Said) -> Request:
        said.words.clear()
        said.notes.append(f"asked about what it takes, the capability `{capability}`")
        return CapabilityRequest(capability)

    return read


_SIZE: Final = {"": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30}
_NUMBER: Final = re.compile(r"(-?\d+)\s*([A-Za-z]*)")
_MIDDLE_NICE: Final = 20


def read_rlimit(said: Said) -> Request:
    """`nofile <= 1024`, the verb taken away."""
    for name in RLIMITS:
        if given := said.given.pop(name, None):
            said.words[:0] = [Word(name, given[0].start, given[0].end), *given]
    said.skip({"rlimit", "limit", "the"})
    if not said.words:
        said.reject("it is not said which limit", None, RLIMIT_FORMS)
    name = said.known(said.take(), RLIMITS, "rlimit")
    said.skip({"<=", "to", "="})
    if not said.words:
        said.reject("it is not said what the limit is set to", None, RLIMIT_FORMS)
    word = said.take()
    unit = said.take().text if said.words else ""
    said.end(RLIMIT_FORMS)
    if word.lower in {INFINITY, "unlimited"}:
        return RlimitRequest(name, None)
    found = _NUMBER.fullmatch(word.text + unit)
    value = _value(name, int(found[1]), found[2]) if found else None
    if value is None:
        said.reject(f"`{word.text}{unit}` is not the value of an rlimit", word, RLIMIT_FORMS)
    return RlimitRequest(name, value)


def _value(name: str, number: int, unit: str) -> int | None:
    """The number as setrlimit(2) counts it."""
    if name == "nice":
        return _MIDDLE_NICE - number if not unit else None
    if name in SIZES:
        return number * _SIZE[unit] if unit in _SIZE else None
    if name in TIMES:
        counted = MICROSECONDS.get(unit)
        if counted is None:
            return number if not unit else None
        return number * counted // (SECOND if name == "cpu" else 1)
    return number if not unit else None


def read_userns(said: Said) -> Request:
    """`userns create`, the verb taken away."""
    said.skip({"--user", "-u", "a", "create", "namespace", "namespaces", "new", "ns", "unshare", "user", "userns"})
    said.end(USERNS_FORMS)
    return UsernsRequest()


def read_mqueue(said: Said) -> Request:
    """`(read write) type=posix /queue`, the verb taken away."""
    access: list[str] = []
    name: Word | None = None
    kind = said.value("type")
    label = said.value("label")
    for word in said.words:
        if word.lower in {"message", "queue"}:
            continue
        if word.lower in MQUEUE:
            access += MQUEUE_ALIASES.get(word.lower, (word.lower,))
        elif word.lower in MQUEUE_TYPES:
            kind = word
        elif name is None:
            name = word
        else:
            said.reject(f"`{word.text}` is not understood here", word, MQUEUE_FORMS)
    said.words.clear()
    if name is None:
        said.reject("it is not said which queue", None, MQUEUE_FORMS)
    if not access:
        said.reject("it is not said what is done with the queue", None, MQUEUE_FORMS)
    said.end(MQUEUE_FORMS)
    known = "sysv" if name.text.isdecimal() else "posix"
    if kind is not None:
        known = said.known(kind, MQUEUE_TYPES, "type of message queue")
    chosen: Literal["posix", "sysv"] = "sysv" if known == "sysv" else "posix"
    return MqueueRequest(tuple(dict.fromkeys(access)), name.text, chosen, label.text if label else None)


def read_io_uring(said: Said) -> Request:
    """`sqpoll`, `override_creds label=foo`, the verb taken away."""
    label = said.value("label")
    if not said.words:
        said.reject("it is not said which operation of io_uring", None, IO_URING_FORMS)
    access = said.known(said.take(), IO_URING, "operation of io_uring")
    said.end(IO_URING_FORMS)
    return IoUringRequest(cast('Literal["override_creds", "sqpoll"]', access), label.text if label else None)
