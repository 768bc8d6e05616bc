"""What is wrong with the beginning of a profile that cannot be read: `profile name /path flags=(…) {`."""

from __future__ import annotations

import re

from apparmor_dsl.language.parser.expectations import expectation
from apparmor_dsl.language.parser.hints import short
from apparmor_dsl.language.parser.tables import FLAGS
from apparmor_dsl.language.parser.trouble import Trouble

_BEGINS = re.compile(r"(?:profile|hat)\b|\^|(?!(?:else|el\w*if|if)\b)[^\n]*\{[ \t]*(?:#|$)", FLAGS | re.MULTILINE)
_NAMELESS = re.compile(r"(?:profile|hat)\s+\{(?=\s|\Z)", FLAGS)
_PATH = ("/", "@{", '"/')
_HEADER = re.compile(
    r"(?:(?:profile|hat)\b|\^|/|@\{|\"/)\S*(?:[ \t]+(?!#)\S+)*(?=(?P<line>[ \t]*(?:#[^\n]*)?)\n)", FLAGS
)
_FLAGS = re.compile(r"flags?\s*(?:[=:]\s*)?(?:\(\s*)?(?P<flags>[\w,.-]+(?: +[\w,.-]+)*)\s*(?:\)\s*)?\{", FLAGS)


def in_header(trouble: Trouble) -> bool:
    """Whether a profile was to begin, and its `{` has not come."""
    return not trouble.begins and (
        _BEGINS.match(trouble.text, trouble.began) is not None or lacks_brace(trouble) is not None
    )


def nameless(trouble: Trouble) -> int | None:
    """The offset of the `{` where the name was to stand."""
    match = _NAMELESS.match(trouble.text, trouble.began)
    return match.end() - 1 if match else None


def lacks_brace(trouble: Trouble) -> int | None:
    """The end of the header where no `{` follows it."""
    if "_OPEN" not in trouble.expected and not trouble.starts_a_line():
        return None
    match = _HEADER.match(trouble.text, trouble.began)
    if match is None or match.end() > trouble.at or match[0].endswith("{"):
        return None
    if match[0].startswith(_PATH) and (trouble.opened or not _indented(trouble.text, match.end())):
        return None
    following = trouble.text[match.end("line") :].lstrip()
    return None if following.startswith("{") else match.end()


def _indented(text: str, at: int) -> bool:
    """Whether the next line stands further in than the margin."""
    return re.compile(r"[^\n]*\n(?:[ \t]*\n)*[ \t]+\S", FLAGS).match(text, at) is not None


def way_out(trouble: Trouble) -> str | None:
    """What to write where the header cannot be read."""
    word, rest = trouble.word, trouble.text[trouble.at :]
    if re.match(r"flags?\b", word) or (trouble.last is not None and trouble.last.kind in {"_EQUALS", "_FLAGS"}):
        start = trouble.at if word.startswith("flag") else trouble.text.rfind("flag", 0, trouble.at)
        match = _FLAGS.match(trouble.text, start) if start >= 0 else None
        return f"write `flags=({match['flags'].strip()})`" if match else "write `flags=(complain)`"
    if word.startswith("xattrs"):
        return "`xattrs=(…)` stands before `flags=(…)`"
    if word.startswith("-") and trouble.last is not None and trouble.last.kind == "FLAG":
        return f"flags are written with `_`: `{trouble.last.text}{word.replace('-', '_').rstrip(')')}`"
    if word == "[":
        return "a block begins with `{`"
    path = re.match(r"(?:at|on|for|->|:|=|,|\()?[ \t]*((?:/|@\{)[^\s,)]*)", rest)
    if path is not None and "PATH" in trouble.expected:
        return f"the path that the profile is for stands directly behind its name: `{short(path[1])}`"
    if "PATH" in trouble.expected and re.match(r"[\w.-]", word):
        return "a profile has one name; the path that it is for begins with `/`"
    return expectation(trouble.expected)
