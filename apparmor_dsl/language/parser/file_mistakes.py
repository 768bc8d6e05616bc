"""What is wrong with a file rule that cannot be read: `/path permissions,`."""

from __future__ import annotations

import re

from apparmor_dsl.language.parser.hints import KEYWORDS, short
from apparmor_dsl.language.parser.resume import line_end
from apparmor_dsl.language.parser.tables import FLAGS
from apparmor_dsl.language.parser.trouble import Trouble

_LETTERS = re.compile(r"[mrwalkixpcuPCU]+")
_EXEC = re.compile(r"[mrwalk]*[pPcCuU]+[iI]?[xX][mrwalk]*")
_QUALIFIERS = {"audit", "allow", "deny", "prompt", "owner", "other", "user"}
_WORDS = {"read": "r", "write": "w", "readwrite": "rw", "append": "a", "execute": "ix", "exec": "ix", "lock": "k"}
_ARROWS = {"=>", "-", "-->", "~>", ">", "to", "=", ":"}
_RULE = re.compile(r"\S+[ \t]+[mrwalkixpcuPCU]+(?:,|[ \t]*$)", FLAGS | re.MULTILINE)
_LAST_WORD = re.compile(r"(.+?)[ \t]+([mrwalkixpcuPCU]+),?[ \t]*(?:#.*)?$", FLAGS)


def is_path(word: str) -> bool:
    """Whether the word begins like a path."""
    return word.startswith(("/", "@{", '"/', '"@{'))


def without_permissions(trouble: Trouble) -> tuple[str, str | None]:
    """Of a rule with something else where its permissions were to come: what is wrong, and the way out."""
    path = trouble.before.text
    if path.count("{") > path.count("}") and not path.startswith('"'):
        return "a blank ends the path inside `{`", "write the alternatives without blanks: `{one,other}`"
    word = trouble.word
    if word == "," or trouble.starts_a_line() or not word:
        return "this rule has no permissions", f"write what it permits behind the path: `{short(path)} r,`"
    if word == "(":
        return "permissions stand in no parentheses", f"write them as one word: `{short(path)} rw,`"
    if word in _ARROWS or word.rstrip(",").isdigit():
        return (
            f"unexpected `{short(word)}`",
            f"write the letters of the permissions behind the path: `{short(path)} r,`",
        )
    if is_path(word):
        return f"unexpected `{short(word)}`", "one rule has one path: write a rule for each, or `/{one,other}`"
    return f"unexpected `{short(word)}`", _letters(word) or "permissions are letters, such as `r` or `rwk`"


def behind_permissions(trouble: Trouble) -> tuple[str, str] | None:
    """Of a rule with something behind its permissions that is no end: what is wrong, and the way out."""
    access, word = trouble.before.text, trouble.word
    said = f"unexpected `{short(word)}`"
    if access in _QUALIFIERS:
        path = trouble.text[trouble.began : trouble.before.start].strip()
        return f"`{access}` stands behind the path", f"write `{access} {short(path)} {short(word.rstrip(','))},`"
    if access in _WORDS and word.rstrip(",") in _WORDS:
        return said, f"permissions are letters: `{_WORDS[access]}{_WORDS[word.rstrip(',')]}`"
    if _LETTERS.fullmatch(access) and _LETTERS.fullmatch(word):
        return said, f"write the permissions as one word: `{access}{word}`"
    if word in _ARROWS:
        return said, "an arrow is written `->`"
    if word.startswith(("//", "/*", "--", "%")):
        return said, "a comment begins with `#`"
    if _EXEC.fullmatch(access) and re.fullmatch(r"[\w/.@{}-]+", word) and not _two_rules(trouble):
        return said, f"the profile that it runs in stands behind an arrow: `{access} -> {short(word)},`"
    return None


def lacks_comma(trouble: Trouble) -> bool:
    """Whether what stands behind the permissions is the next rule."""
    word = trouble.word
    return bool(_LETTERS.fullmatch(trouble.before.text)) and (word in KEYWORDS or _two_rules(trouble))


def _two_rules(trouble: Trouble) -> bool:
    """Whether a path with permissions of its own stands there."""
    return is_path(trouble.word) and _RULE.match(trouble.text, trouble.at) is not None


def in_quotes(trouble: Trouble) -> str:
    """How to write a path with blanks in it."""
    line = trouble.text[trouble.began : line_end(trouble.text, trouble.at)].rstrip()
    match = _LAST_WORD.fullmatch(line)
    start = min((at for sign in ("/", "@{") if (at := line.find(sign)) >= 0), default=-1)
    if match is None or start < 0 or start >= match.end(1):
        return "a path with a blank in it stands in quotes"
    return f'a path with a blank in it stands in quotes: `"{short(match[1][start:])}" {match[2]},`'


def _letters(word: str) -> str | None:
    """The way out where signs stand between the letters: `-rw`, `r|w`."""
    bare = re.sub(r"[^A-Za-z]", "", word)
    return f"write `{bare}`" if bare != word and _LETTERS.fullmatch(bare) else None
