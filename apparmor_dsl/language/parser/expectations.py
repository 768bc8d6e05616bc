"""What could have come, in words."""

from __future__ import annotations

_SAID = {
    "_COMMA": "`,`",
    "_IS": "`=`",
    "_ASSIGN": "`:=`",
    "_MOUNT_ARROW": "`->`",
    "_SEPARATOR": None,
    "_IDENTITIES": None,
    "_OPEN": "`{`",
    "_CLOSE": "`}`",
    "_LPAR": "`(`",
    "_RPAR": "`)`",
    "_EQUALS": "`=`",
    "_ARROW": "`->`",
    "_LESS_EQUAL": "`<=`",
    "_FLAGS": "`flags=(…)`",
    "_XATTRS": "`xattrs=(…)`",
    "_PEER": "`peer=`",
    "_PEER_LIST": "`peer=`",
    "_WORD_COMMA": "`,`",
    "ACCESS": "permissions such as `r` or `rwk`",
    "CONDITION": "a condition `name=value`",
    "DEFINED_NAME": "a variable `@{NAME}`",
    "FLAG": "a profile flag",
    "FRAGMENT_NAME": "the name of a fragment",
    "ID": "a name",
    "LIST_VALUE": "a value",
    "MAGIC_PATH": "`<path>`",
    "PATH": "a path",
    "QUOTED": None,
    "QUOTED_PATH": None,
    "RLIMIT_VALUE": "a limit and a comma",
    "VALUE": "a value",
    "VARIABLE_NAME": "a variable `@{NAME}`",
    "WORD": "a word",
    "_MAGIC": "`<path>`",
}


def expectation(expected: frozenset[str]) -> str | None:
    """`expected … or …`, when there is little enough to say."""
    said = {
        text
        for name in expected
        if (text := _SAID.get(name, f"`{name.strip('_').lower()}`" if name.startswith("_") else None))
    }
    if not said or len(said) > 8:
        return None
    return "expected " + " or ".join(sorted(said))
