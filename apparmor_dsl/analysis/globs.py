"""Whether one glob of a rule matches one string, and why it does not."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from apparmor_dsl.semantics.automata import Automaton, Subsets
from apparmor_dsl.semantics.model.glob import pattern
from apparmor_dsl.semantics.model.regex import BadPattern
from apparmor_dsl.semantics.paths import folded


@lru_cache(maxsize=4_000)
def _automaton(glob: str) -> Automaton | None:
    found = pattern(folded(glob))
    return None if isinstance(found, BadPattern) else Automaton(((found.expression, 0),), Subsets())


def matches(glob: str, text: str) -> bool:
    """Whether the glob matches the whole string."""
    automaton = _automaton(glob)
    return automaton is not None and bool(automaton.matching(_bytes(text)))


def how_far(glob: str, text: str) -> int:
    """So many bytes of the string are the beginning of something that the glob matches."""
    automaton = _automaton(glob)
    return 0 if automaton is None else len(walked(automaton, _bytes(text)))


def walked(automaton: Automaton, text: bytes) -> list[int]:
    """The states that the bytes lead to, up to where none leads on."""
    states: list[int] = []
    state = automaton.start
    for byte in text:
        found = automaton.after(state, byte)
        if found is None or not automaton.still_possible(found):
            break
        states.append(found)
        state = found
    return states


_SOMETHING: Final = "a"


def why_not(glob: str, text: str, what: str = "the path") -> str:
    """Why the glob does not match the string, in a few words; it does not."""
    glob = folded(glob)
    if text.endswith("/") and matches(glob, text + _SOMETHING):
        return f"`{glob}` matches what is in `{text}`, and not the directory itself"
    if text.endswith("/") and text != "/" and matches(glob, text[:-1]):
        return f"`{glob}` matches a file, and a directory has a slash at its end"
    if not text.endswith("/") and matches(glob, text + "/"):
        return f"`{glob}` matches the directory, and `{text}` is a file"
    if _crosses(glob, text):
        return f"in `{glob}` a `*` stays between two slashes; `**` would cross them"
    if glob.startswith("//"):
        return f"`{glob}` begins with two slashes, and no path does"
    at = how_far(glob, text)
    if at == 0 or (at == 1 and text.startswith("/")):
        return f"`{glob}` is another {what.removeprefix('the ')}"
    if at >= len(_bytes(text)):
        return f"`{glob}` matches only what is longer than `{text}`"
    return f"`{glob}` matches no more of {what} than `{_text(_bytes(text)[:at])}`"


def _crosses(glob: str, text: str) -> bool:
    return "*" in glob and matches(glob.replace("**", "*").replace("*", "**"), text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
