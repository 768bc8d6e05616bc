"""What to write where a rule that begins with a keyword cannot be read on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from apparmor_dsl.language.parser.hints import short
from apparmor_dsl.language.parser.tables import FLAGS
from apparmor_dsl.language.parser.trouble import Trouble

_KEYWORD = re.compile(r"(?:(?:audit|allow|deny|prompt|owner|other|priority[ \t]*=[ \t]*\S+)[ \t]+)*([a-z_]+)", FLAGS)
_ALL_WORDS: Final = frozenset({"*", "**", "all", "any", "ALL"})


def all_of_them(keyword: str) -> str:
    """What to write for every one."""
    return f"to permit all of them, name none: `{keyword},`"


def way_out(trouble: Trouble) -> str | None:
    """What to write; None where there is nothing better to say than what could have come."""
    match = _KEYWORD.match(trouble.text, trouble.began)
    if match is None or match[1] not in _MISTAKES or match.end() > trouble.at:
        return None
    if trouble.word == "=>" or trouble.text.startswith("=>", trouble.at):
        return "an arrow is written `->`"
    if trouble.word in _ALL_WORDS:
        return all_of_them(match[1])
    return _MISTAKES[match[1]](trouble)


def _capability(trouble: Trouble) -> str | None:
    word = trouble.word
    if word.startswith("-") and trouble.last is not None:
        return f"write `{trouble.last.text}{word.replace('-', '_')}`"
    return "the names follow the word directly, with blanks between them: `capability chown kill,`"


def _mount(trouble: Trouble) -> str | None:
    if re.search(r"[ \t]-[a-z]\b", trouble.rest):
        return "no options of the command mount(8) are read: write `fstype=ext4` for `-t`, `options=(ro)` for `-o`"
    if re.search(r"\boptions?\(", trouble.rest):
        return "write `options=(…)`"
    if trouble.word.startswith(("/", "@{")) and "_MOUNT_ARROW" in trouble.expected:
        return f"the mount point stands behind an arrow: `-> {short(trouble.word)}`"
    return None


def _umount(trouble: Trouble) -> str | None:
    return "umount has a mount point alone, without an arrow: `umount /mnt/,`" if "->" in trouble.rest else None


def _network(trouble: Trouble) -> str | None:
    del trouble
    return "write a family, then a type or a protocol: `network inet stream,`"


def _peer(trouble: Trouble) -> str | None:
    if "_PEER" not in trouble.expected:
        return None
    word = trouble.text[trouble.at :].split("\n")[0].strip().rstrip(",").split()[-1:]
    name = "name" if word == ["peer"] else "".join(word)
    return f"the other side is written `peer={short(name)}`" if name and "=" not in name else None


def _rlimit(trouble: Trouble) -> str | None:
    return "a limit is written `set rlimit name <= value,`" if "_LESS_EQUAL" in trouble.expected else None


def _link(trouble: Trouble) -> str | None:
    return f"write `-> {short(trouble.word)}`" if trouble.word.startswith(("/", "@{")) else None


def _if(trouble: Trouble) -> str | None:
    condition = re.match(r"(?:else[ \t]+)?(?:[a-z]*if)[ \t]+\(?(\w+)\)?[ \t]*\{", trouble.text[trouble.began :])
    if condition is not None:
        return f"a boolean variable is written `${{{condition[1]}}}`"
    if trouble.last is not None and trouble.last.kind == "BOOLEAN_NAME":
        return f"a boolean variable is asked alone: `if {trouble.last.text} {{` or `if not {trouble.last.text} {{`"
    return None


_MISTAKES: Final[Mapping[str, Callable[[Trouble], str | None]]] = {
    "capability": _capability,
    "change_profile": _link,
    "else": _if,
    "if": _if,
    "link": _link,
    "mount": _mount,
    "network": _network,
    "pivot_root": _link,
    "ptrace": _peer,
    "remount": _mount,
    "set": _rlimit,
    "signal": _peer,
    "umount": _umount,
}
