"""What may have been meant by a word that cannot be read where it stands."""

from __future__ import annotations

import unicodedata

from apparmor_dsl.diagnostics.suggest import did_you_mean
from apparmor_dsl.language.vocabulary.capabilities import CAPABILITIES
from apparmor_dsl.language.vocabulary.network import FAMILIES, PROTOCOLS, TYPES

KEYWORDS = (
    *("abi", "alias", "all", "allow", "audit", "capability", "change_profile", "dbus", "deny", "else", "file", "hat"),
    *("if", "include", "io_uring", "link", "mount", "mqueue", "network", "other", "owner", "pivot_root", "priority"),
    *("profile", "prompt", "ptrace", "remount", "set", "signal", "umount", "unix", "userns"),
)
"""Every word a statement may begin with. Source: apparmor.d(5)."""

_FORMS = {
    "else": "it stands behind the `}` of an `if`",
    "include": 'write `include <path>`, `include "path"` or `include if exists <path>`',
    "fragment": "write `fragment name { … }`, at the top of the file",
    "import": 'write `import <name>` or `import "path"`, at the top of the file',
    "use": "write `use name,` or `use name(@{parameter} = value),`",
}


def short(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= 40 else text[:39] + "…"


def odd_letter(word: str) -> str | None:
    """The name of the first letter of the word that shows as a blank or not at all, and is a letter all the same."""
    for letter in word:
        if not letter.isprintable() and letter not in " \t\r\n":
            name = unicodedata.name(letter, "control character").lower()
            return f"{name} (U+{ord(letter):04X})"
    return None


def statement(word: str, *, ours: bool) -> str:
    """What to write for a word that begins no statement; `ours` where `import`, `fragment` and `use` are read."""
    if word.endswith(";"):
        return "a rule ends in `,`, not in `;`"
    if word in _FORMS and (ours or word in KEYWORDS):
        return _FORMS[word]
    if word in _FORMS:
        return "this word is aadsl's: give the file a name that ends in `.aadsl`"
    if word in CAPABILITIES:
        return f"write `capability {word},`; several stand side by side without a comma"
    if word in (*FAMILIES, *TYPES, *PROTOCOLS):
        return f"write `network {word},`"
    near = did_you_mean(word, [known for known in (*KEYWORDS, *(_FORMS if ours else ())) if known != word])
    return near or "a path begins with `/` or `@{VARIABLE}`, any other rule with its keyword"
