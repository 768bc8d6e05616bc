"""`dbus send bus=system path=/org/foo interface=org.foo member=Get peer=(name=org.foo label=foo)`"""

from __future__ import annotations

from typing import Final, Literal

from apparmor_dsl.analysis.reading.words import Said, Word
from apparmor_dsl.analysis.requests import DbusRequest, Request

FORMS: Final = (
    "for example `dbus send bus=system path=/org/foo interface=org.foo member=Get peer=(name=org.foo label=foo)`, "
    "`dbus bind bus=session name=org.foo`, `dbus eavesdrop bus=session`"
)

_ACCESS: Final[dict[str, Literal["bind", "eavesdrop", "receive", "send"]]] = {
    "bind": "bind",
    "call": "send",
    "eavesdrop": "eavesdrop",
    "own": "bind",
    "r": "receive",
    "read": "receive",
    "receive": "receive",
    "send": "send",
    "w": "send",
    "write": "send",
}


def read_dbus(said: Said) -> Request:
    """What follows `dbus`."""
    access = None
    for word in list(said.words):
        if word.lower in _ACCESS:
            access = _ACCESS[word.lower]
            said.words.remove(word)
        elif word.lower in {"session", "system"} and "bus" not in said.given:
            said.given["bus"] = [word]
            said.words.remove(word)
        elif word.lower in {"bus", "dbus", "message", "name", "of", "on", "the", "to"}:
            said.words.remove(word)
    ends = said.group("peer")
    values = {name: said.value(name) for name in ("bus", "path", "interface", "member", "name")}
    peer_name, peer = ends.value("name"), ends.value("label")
    if access == "bind" and values["name"] is None and said.words:
        values["name"] = said.take()
    elif access in {"receive", "send"}:
        peer_name = _loose(said, values, peer_name)
    if access is None:
        said.reject("it is not said what is done on the bus", None, FORMS)
    if values["bus"] is None:
        said.reject("it is not said which bus is meant", None, "add `bus=system` or `bus=session`")
    ends.end(FORMS)
    said.end(FORMS)
    text = {name: _text(word) for name, word in values.items()}
    return DbusRequest(
        access,
        values["bus"].text,
        text["path"],
        text["interface"],
        text["member"],
        text["name"],
        _text(peer_name),
        _text(peer),
    )


def _loose(said: Said, values: dict[str, Word | None], peer_name: Word | None) -> Word | None:
    """The peer's name, and in `values` path and member, from words that show by themselves what they are."""
    for word in list(said.words):
        name = "path" if word.is_path else "peer name" if "." in word.text else "member"
        taken = peer_name if name == "peer name" else values[name]
        if taken is not None:
            continue
        said.words.remove(word)
        said.notes.append(f"`{word.text}` is asked about as the {name}")
        if name == "peer name":
            peer_name = word
        else:
            values[name] = word
    return peer_name


def _text(word: Word | None) -> str | None:
    return word.text if word else None
