"""What a person asks, as a request: a rule's own syntax, or a sentence around a verb."""

from __future__ import annotations

from typing import Final, NoReturn

from attrs import evolve, frozen

from apparmor_dsl.analysis.reading import file, others, sockets, tasks
from apparmor_dsl.analysis.reading.verbs import BEFORE_A_PATH, NOT_ASKED, SENTENCES, VERBS, Reader
from apparmor_dsl.analysis.reading.words import Said, Word, cut, root, without
from apparmor_dsl.analysis.requests import Request
from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.vocabulary import network
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES

__all__ = ["Reading", "read_request"]


@frozen
class Reading:
    """The request, and how it was understood where the text left something open."""

    request: Request
    notes: tuple[str, ...] = ()


FORMS: Final = (
    "ask as a rule or a sentence would: `write /etc/shadow`, `/etc/shadow rw`, `exec /bin/bash`, `link /a -> /b`, "
    "`mount /dev/sda1 on /mnt fstype ext4 ro`, `umount /mnt`, `capability sys_admin`, `connect inet stream`, "
    "`signal kill to unconfined`, `ptrace read peer=foo`, `change_profile -> foo`, `dbus send bus=system ...`, "
    "`unix ...`, `set rlimit nofile <= 1024`, `userns create`, `mqueue read /queue`, `io_uring sqpoll`"
)
"""Every form, one a class."""


def read_request(text: str, profile: str | None = None) -> Reading:
    """The request that the text is; a sentence may name the profile. Raises PolicyError for what is not understood."""
    said = cut(_unquoted(text))
    said.skip(_OPENING)
    said = without(said, profile)
    said.skip(_OPENING)
    _apart(said)
    first = said.next()
    if first is None:
        said.reject("nothing is asked", None, FORMS)
    first = said.words[0] = first if first.quoted else evolve(first, text=_known(first.text))
    reader = _reader(said, first)
    if reader is None:
        _reject(said, first)
    return Reading(reader(said), tuple(dict.fromkeys(said.notes)))


def _apart(said: Said) -> None:
    """`read/write` and `r/w` as two words."""
    made: list[Word] = []
    for word in said.words:
        parts = [] if word.quoted or word.is_path else word.text.split("/")
        apart = len(parts) > 1 and all(file.is_letters(Word(part, 0, 0)) or part in file.VERBS for part in parts)
        made += [evolve(word, text=part) for part in parts] if apart else [word]
    said.words = made


def _known(word: str) -> str:
    """The verb of which the word is a form, in any case."""
    known = root(word.lower(), _FIRST)
    return known if known in _FIRST else word


def _reject(said: Said, first: Word) -> NoReturn:
    verb = first.lower
    if verb in NOT_ASKED:
        said.reject(f"AppArmor is not asked about `{first.text}`", first, NOT_ASKED[verb])
    if verb in SENTENCES:
        further = " or ".join(f"`{word}`" for word in sorted(SENTENCES[verb][0]))
        said.reject(f"what is meant by `{first.text}` is not said", first, f"it is asked with {further} behind it")
    way_out = did_you_mean(verb, sorted({*_FIRST, *CAPABILITIES})) or FORMS
    said.reject(f"`{first.text}` is nothing that can be asked about", first, way_out)


def _unquoted(text: str) -> str:
    """A request that a shell or a script has left in quotes."""
    inside = text.strip()[1:-1]
    whole = text.strip()[:1] in {"'", '"'} and text.strip() == f"{text.strip()[0]}{inside}{text.strip()[0]}"
    return inside if whole and " " in inside and not inside.startswith("/") and text.strip()[0] not in inside else text


def _reader(said: Said, first: Word) -> Reader | None:
    """Who reads the request, by its first words."""
    if first.is_path or first.quoted:
        return file.read_link if _is_link(said) else file.read_file
    second = said.words[1] if len(said.words) > 1 else None
    verb = first.lower
    if second is not None:
        if verb in {"receive", "send"} and tasks.is_signal(second):
            return tasks.read_signal
        if verb in BEFORE_A_PATH and (second.is_path or (second.lower == "to" and said.words[-1].is_path)):
            return BEFORE_A_PATH[verb]
        if file.is_letters(first) and (second.is_path or second.quoted):
            return file.read_file
    if verb == "unix" or (second is not None and second.lower == "unix" and verb in network.ACCESS):
        return sockets.read_unix
    if verb in SENTENCES and any(word.lower in SENTENCES[verb][0] for word in said.words[1:]):
        return SENTENCES[verb][1]
    if verb in VERBS:
        return VERBS[verb]
    if verb.startswith("cap_") or verb in CAPABILITIES:
        return others.read_capability
    return sockets.read_network if verb in {*network.FAMILIES, *network.TYPES, *network.PROTOCOLS} else None


_FIRST: Final = frozenset({*VERBS, *SENTENCES, *NOT_ASKED})


def _is_link(said: Said) -> bool:
    """`/a l -> /b`"""
    texts = [word.text for word in said.words]
    return "->" in texts and "l" in texts[1 : texts.index("->")]


_OPENING: Final = frozenset(
    {"able", "allow", "allowed", "and", "be", "can", "could", "did", "do", "does", "has", "have", "if", "is", "it"}
    | {"may", "might", "permitted", "please", "profile", "should", "task", "the", "they", "to", "try", "use", "whether"}
    | {"will", "would", "audit", "deny", "process"}
)
"""Words without meaning before the verb. `be traced by` keeps its sense: `traced` alone says it."""
