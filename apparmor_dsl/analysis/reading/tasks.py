"""`signal kill to unconfined`, `ptrace trace peer=foo`, `change_profile -> foo`"""

from __future__ import annotations

import signal as _signal
from typing import Final, Literal

from apparmor_dsl.analysis.reading.words import Said, Word
from apparmor_dsl.analysis.requests import ChangeProfileRequest, PtraceRequest, Request, SignalRequest
from apparmor_dsl.language.vocabulary.signals import ALIASES, SIGNALS

SIGNAL_FORMS: Final = "for example `signal kill to unconfined`, `signal (receive) set=(term) peer=init`"
PTRACE_FORMS: Final = "for example `ptrace trace peer=foo`, `ptrace read unconfined`, `be traced by foo`"
CHANGE_FORMS: Final = "for example `change_profile -> foo`, `change_profile /bin/bash -> foo`, `become unconfined`"

_BETWEEN: Final = frozenset({"a", "from", "of", "on", "signal", "signals", "task", "the", "to", "->", "with", "peer"})


def read_signal(said: Said) -> Request:
    """`signal` or a verb of sending, with everything still there."""
    access: Literal["send", "receive"] = "send"
    names = list(said.values("set", "signal"))
    peer = said.value("peer", "label")
    for word in said.words:
        text = word.lower
        if text in {"receive", "r", "read", "get"}:
            access = "receive"
        elif text in {"send", "w", "write"} | _BETWEEN:
            continue
        elif not names and _signal_name(word) is not None:
            names.append(word)
        elif peer is None:
            peer = word
        elif not names:
            said.known(peer, SIGNALS, "signal")
        else:
            said.reject(f"`{word.text}` is not understood here", word, SIGNAL_FORMS)
    said.words.clear()
    if len(names) != 1:
        at = names[1] if names else None
        said.reject("a request has one signal", at, SIGNAL_FORMS)
    name = _signal_name(names[0])
    if name is None:
        said.known(names[0], SIGNALS, "signal")
    if peer is None:
        said.reject("it is not said whose task the other one is", None, SIGNAL_FORMS)
    said.end(SIGNAL_FORMS)
    return SignalRequest(access, name or "", peer.text)


def read_kill(said: Said) -> Request:
    """`kill foo`: the signal is not said, and it is the verb. In `kill -9 foo` it is said."""
    if len(said.words) > 1 and is_signal(said.words[1]):
        said.take()
    return read_signal(said)


def is_signal(word: Word) -> bool:
    """Whether the word is a signal, by its name or number."""
    return _signal_name(word) is not None


def _signal_name(word: Word) -> str | None:
    text = word.lower.removeprefix("-").removeprefix("sig")
    if text.isdecimal():
        if int(text) == 0:
            return "exists"
        try:
            text = _signal.Signals(int(text)).name.lower().removeprefix("sig")
        except ValueError:
            return None
    text = ALIASES.get(text, text)
    return text if text in SIGNALS else None


def read_ptrace(said: Said) -> Request:
    """`ptrace` or a verb for it, with everything still there."""
    access: list[Literal["read", "readby", "trace", "tracedby"]] = []
    peer = said.value("peer", "label")
    by = any(word.lower == "by" for word in said.words)
    for word in said.words:
        match word.lower:
            case "trace" | "w" | "write" | "debug":
                access.append("tracedby" if by else "trace")
            case "traced" | "debugged" | "tracedby":
                access.append("tracedby")
            case "read" | "r":
                access.append("readby" if by else "read")
            case "readby":
                access.append("readby")
            case "ptrace" | "by" | "be" | "state":
                continue
            case text if text in _BETWEEN:
                continue
            case _ if peer is None:
                peer = word
            case _:
                said.reject(f"`{word.text}` is not understood here", word, PTRACE_FORMS)
    said.words.clear()
    if peer is None:
        said.reject("it is not said whose task the other one is", None, PTRACE_FORMS)
    if len(access) > 1:
        said.reject("a request has one access", None, PTRACE_FORMS)
    said.end(PTRACE_FORMS)
    return PtraceRequest(access[0] if access else "trace", peer.text)


def read_change_profile(said: Said) -> Request:
    """`change_profile` or a verb for it, the verb taken away."""
    said.skip({"profile", "safe", "unsafe"})
    program: Word | None = None
    if len(said.words) > 1 and said.words[0].is_path:
        program = said.take()
    said.skip({"->", "to", "into", "profile", "label"})
    target = said.value("target") or (said.take() if said.words else None)
    if target is None:
        said.reject("it is not said which profile is changed to", None, CHANGE_FORMS)
    said.end(CHANGE_FORMS)
    return ChangeProfileRequest(target.text, program.text if program else None)
